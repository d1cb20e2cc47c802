import { readFileSync, writeFileSync } from 'node:fs';

const begin = '<!-- bench -->';
const end = '<!-- /bench -->';

const number = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '–');

function row({ name, ours, bare, budget }) {
  const ratio = bare ? number(ours.cpuMs / bare.cpuMs, 1) : '–';
  return `| ${[
    name,
    number(ours.perSecond, 0),
    number(ours.p50, 1),
    number(ours.p99, 1),
    number(ours.cpuMs),
    bare ? number(bare.perSecond, 0) : '–',
    bare ? number(bare.cpuMs) : '–',
    ratio,
    budget,
    ours.refused,
  ].join(' | ')} |`;
}

/** The measured table as Markdown. */
export function renderReport({ rows, facts }) {
  const head =
    '| Call | req/s | p50 ms | p99 ms | CPU ms/request, all processes | bare Node + pg: req/s | its CPU ms | ratio | budget, CPU ms | not 2xx |\n' +
    '|---|---|---|---|---|---|---|---|---|---|';
  return [head, ...rows.map(row), '', ...facts.map((fact) => `- ${fact}`)].join('\n');
}

/** Puts the table between the markers of a page. */
export function writeReport(file, table) {
  const page = readFileSync(file, 'utf8');
  const before = page.slice(0, page.indexOf(begin) + begin.length);
  const after = page.slice(page.indexOf(end));
  writeFileSync(file, `${before}\n${table}\n${after}`);
}
