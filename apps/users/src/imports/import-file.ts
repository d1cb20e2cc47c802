import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { importLimits } from '#contracts';
import type { InputFault } from '#errors';
import { fold } from '../users/names.js';

/** A row as the file has it, under our names. Nothing is checked yet. */
export interface ImportedRow {
  firstName?: string;
  lastName?: string;
  email?: string;
  role?: string;
  jobTitle?: string;
  phone?: string;
  timezone?: string;
  teams?: string[];
  mailboxes?: string[];
  sendInvite?: string;
}
type Column = keyof ImportedRow;

/** With what is wrong with its form, so that nobody can tell what was meant. */
export type FiledRow = ImportedRow & { fault?: InputFault };

export interface ImportedFile {
  rows: FiledRow[];
  ignoredColumns: string[];
}

/** Why a file cannot be read at all. */
export class UnreadableFile extends Error {
  constructor(
    readonly code: 'not_utf8' | 'malformed' | 'missing_column' | 'duplicate_column' | 'too_many_rows' | 'empty',
    message: string,
  ) {
    super(message);
    this.name = 'UnreadableFile';
  }
}

const headings: Record<Column, readonly string[]> = {
  firstName: ['firstname', 'first', 'givenname', 'forename'],
  lastName: ['lastname', 'last', 'surname', 'familyname'],
  email: ['email', 'emailaddress', 'mail', 'address'],
  role: ['role', 'userrole'],
  jobTitle: ['jobtitle', 'title', 'job', 'position'],
  phone: ['phone', 'phonenumber', 'telephone', 'mobile'],
  timezone: ['timezone', 'tz'],
  teams: ['teams', 'team', 'groups'],
  mailboxes: ['mailboxes', 'mailbox', 'inboxes', 'inbox'],
  sendInvite: ['sendinvite', 'sendinvitation', 'invite'],
};
const columnOf = new Map(
  Object.entries(headings).flatMap(([column, names]) => names.map((name) => [name, column as Column] as const)),
);
const required: readonly Column[] = ['firstName', 'lastName', 'email'];
const maxIgnored = 50;

/** `First name`, `first_name` and `FIRSTNAME` are the same heading. */
function matchHeading(heading: string): Column | undefined {
  return columnOf.get(fold(heading).replace(/[^a-z]/g, ''));
}

/** PostgreSQL stores neither NUL nor half a character; what stands for them is refused by every rule for names. */
function storable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- this is where NUL is taken out
  return text.replace(/\u0000|\p{Cs}/gu, '\u0001').trim();
}

/** Our own exports put a `'` before what a spreadsheet would run. */
function cellText(text: string): string {
  return storable(text.replace(/^'(?=[=+\-@])/, ''));
}

function listOf(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function assign(row: ImportedRow, column: Column, text: string): void {
  if (text === '') return;
  if (column === 'teams' || column === 'mailboxes') row[column] = listOf(text);
  else row[column] = text;
}

class Collector {
  readonly rows: FiledRow[] = [];

  add(row: FiledRow): void {
    if (this.rows.length === importLimits.rows) {
      throw new UnreadableFile('too_many_rows', `An import has at most ${importLimits.rows} rows`);
    }
    this.rows.push(row);
  }
}

function textOf(pieces: readonly Buffer[]): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    const texts = pieces.map((piece) => decoder.decode(piece, { stream: true }));
    return [...texts, decoder.decode()];
  } catch {
    throw new UnreadableFile('not_utf8', 'The file is not in UTF-8');
  }
}

const headerLength = 10_000;

/** The one of comma, semicolon and tab that the first line has most of, outside quotes. */
function delimiterOf(texts: readonly string[]): string {
  let start = '';
  for (const text of texts) {
    start += text.slice(0, headerLength);
    if (start.length >= headerLength) break;
  }
  const line = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(start.slice(0, headerLength).trimStart())?.[0] ?? '';
  const bare = line.replace(/"(?:[^"]|"")*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: bare.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

function readHeader(cells: readonly string[]): { columns: (Column | undefined)[]; ignoredColumns: string[] } {
  const columns = cells.map(matchHeading);
  const known = columns.filter((column) => column !== undefined);
  const twice = known.find((column, index) => known.indexOf(column) !== index);
  if (twice !== undefined) throw new UnreadableFile('duplicate_column', `Two columns are for ${twice}`);
  const missing = required.filter((column) => !known.includes(column));
  if (missing.length > 0)
    throw new UnreadableFile('missing_column', `The file has no column for ${missing.join(', ')}`);
  const ignored = cells.filter((cell, index) => columns[index] === undefined && cell.trim() !== '');
  return { columns, ignoredColumns: ignored.slice(0, maxIgnored).map((cell) => storable(cell).slice(0, 100)) };
}

type Header = ReturnType<typeof readHeader>;

function csvRow({ columns }: Header, cells: readonly string[]): FiledRow {
  const row: FiledRow = {};
  for (const [index, column] of columns.entries()) {
    if (column !== undefined) assign(row, column, cellText(cells[index] ?? ''));
  }
  if (cells.length !== columns.length) {
    // Which of its cells is missing or one too many, so which is the address, is anybody's guess.
    const message = `has ${cells.length} cells, but the first line has ${columns.length}`;
    row.fault = { path: '', code: 'wrong_cell_count', message };
  }
  return row;
}

async function readCsv(texts: readonly string[]): Promise<ImportedFile> {
  const collector = new Collector();
  let header: Header | undefined;
  const records = Readable.from(texts).pipe(
    parse({
      delimiter: delimiterOf(texts),
      // All of them: what is told by the first line alone swallows the lines that end in another way.
      record_delimiter: ['\r\n', '\n', '\r'],
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 65_536,
    }),
  );
  try {
    for await (const record of records) {
      const cells = record as string[];
      if (header === undefined) header = readHeader(cells);
      else if (cells.some((cell) => cell.trim() !== '')) collector.add(csvRow(header, cells));
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('malformed', error instanceof Error ? error.message.slice(0, 300) : 'not CSV');
  }
  if (header === undefined) throw new UnreadableFile('empty', 'The file is empty');
  return { rows: collector.rows, ignoredColumns: header.ignoredColumns };
}

function jsonText(value: unknown): string {
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  // Refused where the field is checked: nothing that belongs there looks so.
  return value === null || value === undefined ? '' : '\u0001';
}

function jsonRow(value: unknown, ignored: Set<string>): FiledRow {
  const row: FiledRow = {};
  if (typeof value !== 'object' || value === null) return row;
  for (const [name, content] of Object.entries(value)) {
    const column = matchHeading(name);
    if (column === undefined) {
      if (ignored.size < maxIgnored) ignored.add(storable(name).slice(0, 100));
    } else if (row[column] !== undefined) {
      row.fault = { path: column, code: 'duplicate_column', message: 'is there twice' };
    } else if ((column === 'teams' || column === 'mailboxes') && Array.isArray(content)) {
      row[column] = content.map(jsonText).filter((part) => part !== '');
    } else {
      assign(row, column, jsonText(content));
    }
  }
  return row;
}

function readJson(texts: readonly string[]): ImportedFile {
  let content: unknown;
  try {
    content = JSON.parse(texts.join('').replace(/^\ufeff/, ''));
  } catch {
    throw new UnreadableFile('malformed', 'The file is not JSON');
  }
  const rows: unknown = Array.isArray(content) ? content : Reflect.get(Object(content) as object, 'rows');
  if (!Array.isArray(rows))
    throw new UnreadableFile('malformed', 'The file is neither a list nor an object with `rows`');
  const collector = new Collector();
  const ignored = new Set<string>();
  for (const row of rows) collector.add(jsonRow(row, ignored));
  return { rows: collector.rows, ignoredColumns: [...ignored] };
}

/**
 * Rows of a file.
 * @param pieces its bytes in order
 * @throws UnreadableFile
 */
export async function readImportFile(format: 'csv' | 'json', pieces: readonly Buffer[]): Promise<ImportedFile> {
  const texts = textOf(pieces);
  const file = format === 'csv' ? await readCsv(texts) : readJson(texts);
  if (file.rows.length === 0) throw new UnreadableFile('empty', 'The file has no rows');
  return file;
}
