import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startSystem } from '../lib/system.mjs';
import { benchDocument } from './people.mjs';
import { signIn } from './sessions.mjs';

const signInCount = 50;
const password = 'a password only for this bench';
const bareServer = fileURLToPath(new URL('./bare-server.mjs', import.meta.url));
const services = ['gateway', 'users', 'auth', 'notifications'];
// The limiter has to let one address sign in as often as the load tool can.
const env = { SIGN_IN_LIMIT_PER_ADDRESS: '1000000' };

async function seedPeople(users) {
  const document = benchDocument({ count: users, signIns: signInCount, password });
  return document;
}

async function startBare(databaseUrl, { users }) {
  const admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query('DROP DATABASE IF EXISTS muster_bare');
  await admin.query('CREATE DATABASE muster_bare');
  await admin.end();
  const url = new URL(databaseUrl);
  url.pathname = '/muster_bare';
  const port = 19_321;
  const child = fork(bareServer, {
    env: {
      ...process.env,
      BARE_DATABASE_URL: url.href,
      BARE_PORT: String(port),
      BARE_USERS: String(users),
      BARE_PASSWORD: password,
    },
  });
  const [message] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, token: message.token, child };
}

const created = `FROM users.users u WHERE u.email LIKE 'new.%'`;
// Mails are queued in the order of the people, so looking at the last of them is enough; looking at all of them cost as
// much as creating them.
const unqueued = `FROM (SELECT u.id ${created} ORDER BY u.id DESC LIMIT 200) u
  WHERE NOT EXISTS (SELECT FROM notifications.mails m WHERE m.user_id = u.id)`;
const unmailed = `${created} AND u.invitation_mail_status = 'queued'`;

/** Resolves when nothing is left of what a query counts. @returns how many there were */
async function untilNone(databaseUrl, rest) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let first; ;) {
      const { rows } = await client.query(`SELECT count(*)::int AS open ${rest}`);
      first ??= rows[0].open;
      if (rows[0].open === 0) return first;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    await client.end();
  }
}

/** Both servers, ready to be measured. */
export async function openBench({ users, say }) {
  say('Starting the system ...');
  const begun = Date.now();
  let system = await startSystem({ stateDir: '.muster/bench', fresh: true, quiet: true, env });
  const startMs = Date.now() - begun;
  const { running } = system;
  say(`Seeding ${users} people ...`);
  const document = await seedPeople(users);
  for (const service of ['users', 'auth']) {
    const { seed } = await import(new URL(`../../dist/apps/${service}/src/seed.js`, import.meta.url));
    await seed({ serviceUrl: running.databaseUrl, people: document });
  }
  const client = new Client({ connectionString: running.databaseUrl });
  await client.connect();
  await client.query('ANALYZE');
  await client.end();
  const bare = await startBare(running.databaseUrl, { users });
  const ours = {
    url: running.baseUrl.replace('localhost', '127.0.0.1'),
    token: (await signIn(running.baseUrl, document.users[0].email, password)).accessToken,
  };
  const servicePids = () => services.flatMap((service) => system.running.pids[service]);
  return {
    startMs,
    ours,
    bare,
    password,
    signIns: document.users.slice(1, signInCount).map((user) => user.email),
    /** Has the relay say nothing until {@link relayAnswers}, so that mails are queued and not sent. */
    holdRelay: () => process.kill(running.pids.mail, 'SIGSTOP'),
    relayAnswers: () => process.kill(running.pids.mail, 'SIGCONT'),
    mailsQueued: () => untilNone(running.databaseUrl, unqueued),
    /** @returns how many had not been sent before */
    mailsSent: () => untilNone(running.databaseUrl, unmailed),
    servicePids,
    ourPids: () => [...servicePids(), system.running.pids.postgres, system.running.pids.nats],
    barePids: () => [bare.child.pid, system.running.pids.postgres],
    /** The same system anew, with two gateways. @returns their addresses */
    async twoGateways() {
      await system.stop();
      const copies = { gateway: 2 };
      system = await startSystem({ stateDir: '.muster/bench', quiet: true, build: false, copies, env });
      return system.running.baseUrls.map((url) => url.replace('localhost', '127.0.0.1'));
    },
    async close() {
      bare.child.kill();
      await system.stop();
    },
  };
}
