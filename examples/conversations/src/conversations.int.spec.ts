// Real: PostgreSQL and NATS with JetStream. Fake: Muster, that is, who publishes and answers.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { Client, type Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { callHeaderNames, eventStream, eventSubject, rosterCalls, type RosterPerson } from '#contracts';
import type { Subscriber } from '#subscriber-kit';
import { testNats, type TestNats } from '#testing';
import { openPool } from './database.js';
import { migrate } from './migrate.js';
import { Names } from './names.js';
import { seed, wipe } from './seed.js';
import { startServer } from './server.js';
import { rebuild, subscription } from './subscription.js';

const database = `test_conversations_${uuidv7().slice(-8)}`;
const logger = { info: () => {}, warn: () => {}, error: () => {} };
let nats: TestNats;
let muster: NatsConnection;
let pool: Pool;
let subscriber: Subscriber;
let accountId: string;
/** What the fake roster answers. */
let roster: RosterPerson[];

const adminUrl = () => process.env['TEST_DATABASE_ADMIN_URL'] ?? '';
async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  await client.query(statement);
  await client.end();
}
const inDatabase = (user?: string) => {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  if (user !== undefined) Object.assign(url, { username: user, password: 'secret' });
  return url.href;
};

let version = 1;
async function tell(type: string, userId: string, data: object, sequence = (version += 1)): Promise<void> {
  const event = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type,
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:muster:event:${type}:v1`,
    accountid: accountId,
    sequence,
    data: { userId, ...data },
  };
  await jetstream(muster).publish(eventSubject(accountId, type), JSON.stringify(event));
}
const deleted = (userId: string, reassignTo: string | null = null) => tell('user.deleted', userId, { reassignTo });

function answerCalls(): void {
  const ok = headers();
  ok.set(callHeaderNames.status, 'ok');
  muster.subscribe(rosterCalls.names.subject, {
    callback: (_error, message) => void message.respond(JSON.stringify({ people: roster }), { headers: ok }),
  });
  muster.subscribe(rosterCalls.page.subject, {
    callback: (_error, message) =>
      void message.respond(JSON.stringify({ people: roster, next: null }), { headers: ok }),
  });
}

const person = (id: string, fields: Partial<RosterPerson> = {}): RosterPerson => ({
  id,
  displayName: 'Nadia <Okafor>',
  role: 'user',
  state: 'active',
  version: 1,
  ...fields,
});

const assigned = async () => {
  const { rows } = await pool.query<{ assignee_id: string | null; count: number }>(
    'SELECT assignee_id, count(*)::int AS count FROM conversations WHERE account_id = $1 GROUP BY 1',
    [accountId],
  );
  return new Map(rows.map((row) => [row.assignee_id, row.count]));
};
const logged = async () =>
  (await pool.query<{ conversation_id: string }>('SELECT conversation_id FROM assignments_log')).rows;
const untouched = async () =>
  (
    await pool.query(
      `SELECT c.id, c.status, c.tags, c.subject, array_agg(t.kind || t.author_id ORDER BY t.id) AS threads
       FROM conversations c JOIN threads t ON t.conversation_id = c.id GROUP BY c.id ORDER BY c.id`,
    )
  ).rows;

const [ann, bob, eve] = [uuidv7(), uuidv7(), uuidv7()];
const make = (assigneeIds: string[], count: number) => seed(pool, { accountId, assigneeIds, count, key: 'test' });

beforeAll(async () => {
  nats = await testNats();
  muster = await connect({ servers: nats.url });
  await (await jetstreamManager(muster)).streams.add({ name: eventStream, subjects: ['events.>'] });
  await administer(`CREATE DATABASE ${database}`);
  const url = inDatabase(database);
  expect(await migrate(url, inDatabase())).toBe(1);
  expect(await migrate(url)).toBe(0);
  pool = openPool(url);
  subscriber = subscription(pool, { url: nats.url }, logger);
  answerCalls();
  await subscriber.start();
}, 60_000);

beforeEach(async () => {
  accountId = uuidv7();
  roster = [];
  await wipe(pool);
});

afterAll(async () => {
  await subscriber?.stop();
  await pool?.end();
  await muster?.close();
  await nats?.close();
  await administer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await administer(`DROP ROLE IF EXISTS ${database}`);
});

describe('when somebody is deleted', () => {
  it('their conversations become unassigned, each once, and nothing else changes', async () => {
    await make([ann, bob], 1_000);
    const before = await untouched();
    await deleted(ann);
    await subscriber.caughtUp();
    expect(await assigned()).toEqual(
      new Map([
        [null, 500],
        [bob, 500],
      ]),
    );
    const log = await logged();
    expect([log.length, new Set(log.map((row) => row.conversation_id)).size]).toEqual([500, 500]);
    expect(await untouched()).toEqual(before);
  });

  it('their conversations go to the successor, and come back to nobody when they are restored', async () => {
    await make([ann], 50);
    await deleted(ann, bob);
    await tell('user.restored', ann, {});
    await subscriber.caughtUp();
    expect(await assigned()).toEqual(new Map([[bob, 50]]));
  });

  it.each([
    ['as it happened', [ann, bob]],
    ['the other way round', [bob, ann]],
  ])('successors of successors get them, heard %s', async (_how, order) => {
    await make([ann, bob, eve], 30);
    for (const each of order) await deleted(each, each === ann ? bob : eve);
    await subscriber.caughtUp();
    expect(await assigned()).toEqual(new Map([[eve, 30]]));
  });

  it('nobody gets them when the successor became a light user', async () => {
    await make([ann], 10);
    await tell('user.role_changed', bob, { from: 'user', to: 'light_user' });
    await subscriber.caughtUp();
    await deleted(ann, bob);
    await subscriber.caughtUp();
    expect(await assigned()).toEqual(new Map([[null, 10]]));
  });
});

it('a change to light user unassigns, other changes do not', async () => {
  await make([ann, bob], 20);
  await tell('user.role_changed', ann, { from: 'user', to: 'light_user' });
  await tell('user.role_changed', bob, { from: 'user', to: 'administrator' });
  await subscriber.caughtUp();
  expect(await assigned()).toEqual(
    new Map([
      [null, 10],
      [bob, 10],
    ]),
  );
});

describe('rebuilding', () => {
  it('gives the same from nothing but the conversations and the stream', async () => {
    await make([ann, bob, eve], 300);
    await deleted(ann, bob);
    await tell('user.role_changed', eve, { from: 'user', to: 'light_user' });
    await subscriber.caughtUp();
    const before = [await assigned(), (await logged()).length];
    await wipe(pool);
    await make([ann, bob, eve], 300);
    await rebuildBeside();
    expect([await assigned(), (await logged()).length]).toEqual(before);
  });

  it('does not take away again what was given since', async () => {
    await make([ann], 10);
    await deleted(ann);
    await tell('user.restored', ann, {});
    await subscriber.caughtUp();
    await pool.query('UPDATE conversations SET assignee_id = $1', [ann]);
    await rebuildBeside();
    expect(await assigned()).toEqual(new Map([[ann, 10]]));
  });

  it('takes from the roster what the stream has forgotten', async () => {
    await make([ann, bob, eve], 30);
    roster = [
      person(ann, { state: 'deleted', version: 9 }),
      person(bob, { role: 'light_user', version: 4 }),
      person(eve),
    ];
    await rebuildBeside();
    expect(await assigned()).toEqual(
      new Map([
        [null, 20],
        [eve, 10],
      ]),
    );
  });

  /** As the command does, beside the service that runs. */
  async function rebuildBeside(): Promise<void> {
    const other = subscription(pool, { url: nats.url }, logger);
    await rebuild(other, pool);
    await other.stop();
  }
});

describe('the page', () => {
  it('shows names, also of deleted people, without letting them be markup', async () => {
    await make([ann], 3);
    await deleted(ann);
    await subscriber.caughtUp();
    roster = [person(ann, { state: 'deleted' })];
    const server = await startServer(0, { pool, names: new Names(subscriber), logger });
    const address = server.address();
    const get = async (path: string) => {
      const port = typeof address === 'object' ? address?.port : 0;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    const html = (await get(`/?account=${accountId}`)).text;
    expect(html).toContain('Nadia &lt;Okafor&gt; (deleted)');
    expect(html).toContain('Unassigned');
    const list = JSON.parse((await get(`/conversations.json?account=${accountId}&assignee=none&limit=2`)).text);
    expect(list.items[0]).toMatchObject({ assignee: 'Unassigned', authors: ['Nadia <Okafor> (deleted)'], notes: 1 });
    const rest = JSON.parse((await get(`/conversations.json?account=${accountId}&after=${list.next}`)).text);
    expect([list.items.length, rest.items.length, rest.next]).toEqual([2, 1, null]);
    const statuses = await Promise.all(['/health/ready', '/x', '//', '/?account=1', '/?limit=0'].map(get));
    expect(statuses.map(({ status }) => status)).toEqual([200, 404, 404, 422, 422]);
    server.close();
    server.closeAllConnections();
  });
});
