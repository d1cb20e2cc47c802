#!/usr/bin/env node
// npm run bench: what each call costs, against a bare Node + pg server in the same run. See docs/performance.md.
import { randomUUID } from 'node:crypto';
import { openBench } from './bench/setup.mjs';
import { residentBytes } from './bench/cpu.mjs';
import { hashCeiling } from './bench/hash-ceiling.mjs';
import { importPeople } from './bench/import.mjs';
import { measure } from './bench/load.mjs';
import { renderReport, writeReport } from './bench/report.mjs';
import { besideSignIns, manySessions, refreshRequests, revocations } from './bench/sessions.mjs';
import { readArgumentsOrEnd } from './lib/arguments.mjs';

const usage = `Usage: npm run bench -- [options]

  --seconds N       how long each call is measured; 8
  --connections N   at once; 50
  --users N         of the account; 10000
  --write           puts the result into docs/performance.md`;

const { values: options } = readArgumentsOrEnd({
  usage,
  options: {
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '50' },
    users: { type: 'string', default: '10000' },
    write: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const connections = Number(options.connections);
const say = (text) => process.stderr.write(`${text}\n`);

const json = { 'content-type': 'application/json' };
const bearer = (token) => ({ authorization: `Bearer ${token}` });

/** A request whose body is made anew each time it is sent. */
const fresh = (method, path, headers, body) => ({
  method,
  path,
  headers: { ...json, ...headers },
  setupRequest: (request) => ({ ...request, body: JSON.stringify(body()) }),
});

const share = (part, whole) => ((100 * part) / whole).toFixed(0);

const newPerson = () => ({
  firstName: 'New',
  lastName: 'Person',
  email: `new.${randomUUID()}@bench.example`,
  role: 'user',
});

const bench = await openBench({ users: Number(options.users), say });
try {
  const { ours, bare } = bench;
  const run = async (name, budget, ourRequests, bareRequests, extra = {}) => {
    say(`${name} ...`);
    const common = { connections, seconds, ...extra };
    const own = await measure({ ...common, url: ours.url, pids: bench.ourPids(), requests: ourRequests });
    const { settle: _, drain: __, ...plain } = common;
    const peer =
      bareRequests && (await measure({ ...plain, url: bare.url, pids: bench.barePids(), requests: bareRequests }));
    say(
      `  ours ${own.perSecond.toFixed(0)}/s ${own.cpuMs.toFixed(2)} ms CPU; bare ${peer?.perSecond.toFixed(0)}/s ${peer?.cpuMs.toFixed(2)} ms CPU; ${own.refused} not 2xx`,
    );
    return { name, budget, ours: own, bare: peer };
  };

  const mine = bearer(ours.token);
  const theirs = bearer(bare.token);
  const memory = residentBytes(bench.servicePids());
  const rows = [];
  rows.push(
    await run(
      'who am I',
      '0.9',
      [{ method: 'GET', path: '/v1/me', headers: mine }],
      [{ method: 'GET', path: '/me', headers: theirs }],
    ),
    await run(
      `list 50 of ${Number(options.users).toLocaleString('en')}`,
      '3.5',
      [{ method: 'GET', path: '/v1/users?limit=50', headers: mine }],
      [{ method: 'GET', path: '/users', headers: theirs }],
    ),
    await run(
      'search by name',
      '3.5',
      [{ method: 'GET', path: '/v1/users?q=kowalski%20998&limit=50', headers: mine }],
      undefined,
    ),
  );
  bench.holdRelay();
  const created = await run(
    'create user with invitation, until the mail is queued',
    '3',
    [fresh('POST', '/v1/users', mine, newPerson)],
    [fresh('POST', '/users', theirs, newPerson)],
    {
      settle: bench.mailsQueued,
      drain: async () => {
        bench.relayAnswers();
        return bench.mailsSent();
      },
    },
  );
  rows.push(created);

  say('hash ceiling ...');
  const ceiling = await hashCeiling({ seconds: Math.min(seconds, 6) });
  let n = 0;
  const credentials = () => ({
    email: bench.signIns[n++ % bench.signIns.length],
    password: bench.password,
    transport: 'bearer',
  });
  const signInRequests = [fresh('POST', '/v1/sessions', {}, credentials)];
  const signIn = await run('password sign-in', '60 % of the bare server', signInRequests, [
    fresh('POST', '/sessions', {}, () => ({
      email: `person${(n++ % 50) + 1}@bare.example`,
      password: bench.password,
    })),
  ]);
  rows.push(signIn);

  const { password, signIns: emails } = bench;
  const sessions = await manySessions({ baseUrl: ours.url, emails, password, count: 2 * connections });
  const refresh = await run('refresh of a session', 'at least 1,000/s', refreshRequests(sessions), undefined);
  rows.push(refresh);
  say('who am I beside sign-ins ...');
  const beside = await besideSignIns({ baseUrl: ours.url, token: ours.token, signInRequests, connections, seconds });
  say('revocations with two gateways ...');
  const baseUrls = await bench.twoGateways();
  const revoked = await revocations({ baseUrls, emails, password, rounds: 200 });
  say('import ...');
  const imported = await importPeople({ baseUrl: baseUrls[0], token: ours.token, rows: 100_000, say });

  const facts = [
    `Sign-ins reach ${share(signIn.ours.perSecond, signIn.bare.perSecond)} % of those of the bare server (budget 60, docs/decisions/0018), and ${share(signIn.ours.perSecond, ceiling)} % of the hash ceiling of the same run (${ceiling.toFixed(0)} argon2id verifications a second); the bare server ${share(signIn.bare.perSecond, ceiling)} %.`,
    `Create with invitation, until every mail has been sent, too, and shown on its row: ${created.ours.cpuMsDrained.toFixed(2)} ms CPU per user.`,
    `Who am I at 100 a second: p50 ${beside.alone.p50} ms, p99 ${beside.alone.p99} ms alone (the middle of five turns); p50 ${beside.beside.p50} ms, p99 ${beside.beside.p99} ms beside ${beside.signIns.perSecond.toFixed(0)} sign-ins a second on ${connections} connections (budget: twice). Those sign-ins: p99 ${beside.signIns.p99} ms (budget 1,500).`,
    `A sign-out at one gateway is seen by the other after p50 ${revoked.p50.toFixed(1)} ms, p99 ${revoked.p99.toFixed(1)} ms of ${revoked.rounds} (budget 50).`,
    `An import of ${imported.rows.toLocaleString('en')} rows without invitations takes ${imported.seconds.toFixed(1)} s (budget 60).`,
    `Resident memory of the four services after the start: ${(memory / 2 ** 20).toFixed(0)} MiB (budget 480).`,
    `${connections} connections, ${seconds} s each, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, 2 shared cores; start to ready ${(bench.startMs / 1000).toFixed(1)} s.`,
  ];
  const table = renderReport({ rows, facts });
  process.stdout.write(`\n${table}\n`);
  if (options.write) writeReport(new URL('../docs/performance.md', import.meta.url), table);
} finally {
  await bench.close();
}
