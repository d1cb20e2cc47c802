#!/usr/bin/env node
// node tools/bench/list-at-scale.mjs [--users 1000,1000000] [--write]: how lists and searches are read in small and large
// accounts. Seeds a throw-away database by SQL and has PostgreSQL explain each, as the service's own role.
import { Client } from 'pg';
import { randomUUID } from 'node:crypto';
import { readArgumentsOrEnd } from '../lib/arguments.mjs';
import { startTestCluster } from '../lib/test-database.mjs';
import { distDir } from '../lib/paths.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { seedScale, shapes } from './list-shapes.mjs';
import { renderScale, writeReport } from './report.mjs';

const usage = `Usage: npm run bench:lists -- [--users 1000,1000000] [--write]

How lists and searches are read in accounts of these sizes; with --write it goes into docs/performance.md.`;

const { values: options } = readArgumentsOrEnd({
  usage,
  options: { users: { type: 'string', default: '1000,1000000' }, write: { type: 'boolean', default: false } },
});
const load = (path) => import(pathToFileURL(join(distDir, path)).href);

const { migrateService } = await load('libs/postgres/src/index.js');
const { usersDatabase } = await load('apps/users/src/database/service-database.js');
const { countStatement, listStatement } = await load('apps/users/src/users/user-list.query.js');

async function connect(connectionString) {
  const client = new Client({
    connectionString,
    options: '-c search_path=users,public -c jit=off -c random_page_cost=1.1 -c enable_seqscan=off',
  });
  // A cluster that stops ends its connections; what went wrong was thrown before.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** The indexes that a plan reads, and what it touched. */
function readPlan(root) {
  const indexes = new Set();
  const walk = (node) => {
    if (node['Index Name']) indexes.add(node['Index Name']);
    for (const child of node.Plans ?? []) walk(child);
  };
  walk(root);
  return { indexes: [...indexes], buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'] };
}

/** The same statement prepared, by the plan that does not know its values. In milliseconds. */
async function prepared(client, { text, values }) {
  await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
  await client.query(`PREPARE shape AS ${text}`);
  const literals = values.map((value) => (typeof value === 'string' ? client.escapeLiteral(value) : String(value)));
  const execute = `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE shape (${literals.join(', ')})`;
  await client.query(execute);
  const { rows } = await client.query(execute);
  await client.query('DEALLOCATE shape');
  return rows[0]['QUERY PLAN'][0]['Execution Time'];
}

async function explain(client, statement) {
  // Twice: the second reading says what it costs once the pages are in memory.
  for (let round = 0; ; round += 1) {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement.text}`, statement.values);
    const [{ Plan: plan, 'Execution Time': ms, 'Planning Time': planning }] = rows[0]['QUERY PLAN'];
    if (round === 1) return { ...readPlan(plan), ms, planning };
  }
}

async function measure(admin, count) {
  const name = `scale_${count}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const at = (user) => {
    const url = new URL(cluster.adminUrl);
    url.pathname = `/${name}`;
    if (user) [url.username, url.password] = [user, 'scale'];
    return url.href;
  };
  await migrateService(usersDatabase, { adminUrl: at(), serviceUrl: at(name) });
  const seeding = await connect(at());
  const known = await seedScale(seeding, { count, accountId: randomUUID() });
  await seeding.end();
  const client = await connect(at(name));
  const rows = [];
  for (const { name: shape, ...filters } of shapes(known)) {
    const { after, count: counted, ...rest } = filters;
    const wanted = { limit: 50, sort: 'name', ...rest };
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.account_id', $1, true)`, [known.accountId]);
    const statement = counted ? countStatement(known.accountId, wanted) : listStatement(known.accountId, wanted, after);
    const seen = await explain(client, statement);
    rows.push({ shape, named: statement.name !== undefined, ...seen, generic: await prepared(client, statement) });
    await client.query('COMMIT');
  }
  await client.end();
  return rows;
}

const cluster = await startTestCluster();
try {
  const admin = await connect(cluster.adminUrl);
  const measured = new Map();
  for (const count of options.users.split(',').map(Number)) {
    process.stderr.write(`seeding ${count} users ...\n`);
    measured.set(count, await measure(admin, count));
  }
  const table = renderScale(measured);
  process.stdout.write(`${table}\n`);
  if (options.write) writeReport(new URL('../../docs/performance.md', import.meta.url), table, 'scale');
  await admin.end();
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
} finally {
  await cluster.stop();
}
