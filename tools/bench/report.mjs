import { readFileSync, writeFileSync } from 'node:fs';

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

/**
 * What each shape of list costs PostgreSQL in accounts of several sizes.
 * @param measured by size: the shapes with the time of the prepared plan, or of planning and running where the service
 *   has it planned each time
 */
export function renderScale(measured) {
  const sizes = [...measured.keys()];
  const columns = sizes.flatMap((size) => [`${size.toLocaleString('en')} people: ms`, 'pages']);
  const [first = []] = measured.values();
  const lines = first.map(({ shape, named }, at) => {
    const cells = sizes.flatMap((size) => {
      const { ms, planning, generic, buffers } = measured.get(size)[at];
      return [number(named ? generic : ms + planning), buffers];
    });
    const indexes = measured.get(sizes.at(-1))[at].indexes.filter((index) => !lookups.has(index));
    return `| ${[shape, ...cells, named ? 'yes' : 'no', indexes.join(' ')].join(' | ')} |`;
  });
  const head = ['List', ...columns, 'prepared', 'indexes'];
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines].join('\n');
}

/** Read for each row of every page, so that they say nothing about a shape. */
const lookups = new Set([
  'uq_users_account_id',
  'pk_team_members',
  'pk_mailbox_grants',
  'pk_accounts',
  'uq_mailboxes_account_id',
  'ix_team_mailbox_grants_mailbox',
]);

/** Puts the table between the markers of a page. */
export function writeReport(file, table, marker = 'bench') {
  const page = readFileSync(file, 'utf8');
  const begin = `<!-- ${marker} -->`;
  const before = page.slice(0, page.indexOf(begin) + begin.length);
  const after = page.slice(page.indexOf(`<!-- /${marker} -->`));
  writeFileSync(file, `${before}\n${table}\n${after}`);
}
