import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import { Problem } from './problem.mjs';

/** The fields of one line, or undefined when its quotes do not fit. No field of ours goes over several lines. */
function fieldsOf(line) {
  try {
    return parse(line, { trim: true, relax_column_count: true })[0] ?? [];
  } catch {
    return undefined;
  }
}

function columnsOf(line) {
  const names = (fieldsOf(line) ?? []).map((name) => name.toLowerCase());
  const [email, hash] = [names.indexOf('email'), names.indexOf('hash')];
  if (email < 0 || hash < 0) throw new Problem('The first line has to name the columns email and hash.');
  return { email, hash, count: names.length };
}

function faultOf(fields, columns) {
  if (fields === undefined) return 'quotes do not fit';
  if (fields.length !== columns.count) {
    const why = fields.length > columns.count ? '; a hash with commas has to stand in quotes' : '';
    return `${fields.length} columns instead of ${columns.count}${why}`;
  }
  if (fields[columns.email] === '') return 'no email';
  return fields[columns.hash] === '' ? 'no hash' : undefined;
}

/**
 * Reads a file with the columns email and hash, line by line: what is wrong with one says nothing about the next.
 * @param {string} file
 * @param {(line: number, fault: string) => void} onFault called for each line that cannot be read; no words of the line
 * @returns {AsyncGenerator<{line: number, email: string, hash: string}>}
 * @throws Problem when the first line does not name the columns
 */
export async function* passwordLines(file, onFault) {
  let columns;
  let line = 0;
  for await (const raw of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    const text = line === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (text.trim() === '') continue;
    if (columns === undefined) {
      columns = columnsOf(text);
      continue;
    }
    const fields = fieldsOf(text);
    const fault = faultOf(fields, columns);
    if (fault === undefined) yield { line, email: fields[columns.email], hash: fields[columns.hash] };
    else onFault(line, fault);
  }
  if (columns === undefined) throw new Problem('The first line has to name the columns email and hash.');
}
