// Real: everything, and the example of an internal service beside it. Processes are killed with SIGKILL on the way.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startSystem, type PartName, type RunningExample, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Answer } from './support/api.js';
import { Mails } from './support/mails.js';
import { newcomer } from './support/people.js';

interface User {
  id: string;
  state: string;
}
interface Listed {
  items: { id: string; assignee: string; assigneeId: string | null; authors: string[] }[];
  next: string | null;
}

const run = promisify(execFile);
const processes = ['gateway', 'users', 'auth', 'notifications', 'conversations'] as const;
let system: System;
let api: Api;
let owner: string;
let accountId: string;
let example: RunningExample;
let sql: Client;

beforeAll(async () => {
  system = await startSystem({
    stateDir: '.muster/e2e-conversations',
    fresh: true,
    quiet: true,
    build: false,
    examples: true,
  });
  api = new Api(system.running.baseUrl);
  await signIn();
  accountId = (await api.call<{ account: { id: string } }>('GET', '/v1/me', { token: owner })).body.account.id;
  const [running] = system.running.examples ?? [];
  if (running === undefined) throw new Error('The example does not run');
  example = running;
  sql = new Client({ connectionString: example.databaseUrl, options: '-c search_path=conversations' });
  await sql.connect();
}, 120_000);

afterAll(async () => {
  await sql?.end();
  await system?.stop();
});

async function signIn(): Promise<void> {
  owner = await until('the owner’s sign-in', async () => {
    try {
      return await api.signIn(system.running.owner.email, system.running.owner.password);
    } catch {
      return undefined;
    }
  });
}

/** Asks again while the outcome is unknown, as a careful client does. */
async function surely<Body>(what: string, ask: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  return until(
    what,
    async () => {
      const answer = await ask().catch(() => undefined);
      return answer !== undefined && answer.status < 500 && answer.status !== 401 && answer;
    },
    30_000,
  );
}

async function person(fields: Record<string, unknown> = {}): Promise<User> {
  const body = newPerson({ sendInvite: false, ...fields });
  const headers = { 'idempotency-key': body.email };
  const answer = await surely('a user', () => api.call<User>('POST', '/v1/users', { token: owner, body, headers }));
  expect(answer.status).toBe(201);
  return answer.body;
}

/** Runs a command of the example as its operator would. */
async function command(...args: string[]): Promise<string> {
  const script = 'dist/examples/conversations/src/cli.js';
  return (await run(process.execPath, [script, ...args], { env: { ...example.env, NODE_OPTIONS: '' } })).stdout;
}

/** Conversations that were made, by their assignee at that time. */
const made = new Map<string, number>();

async function seed(assignee: string, count: number): Promise<void> {
  made.set(assignee, count);
  const which = ['--account', accountId, '--assignees', assignee, '--key', assignee];
  await command('seed', ...which, '--count', String(count));
}

/** A repeat after a cut-off answer finds the user gone. */
async function remove(userId: string, reassignTo?: string): Promise<void> {
  const body = { confirm: 'DELETE', ...(reassignTo === undefined ? {} : { reassignTo }) };
  const answer = await surely('the deletion', () => api.call('DELETE', `/v1/users/${userId}`, { token: owner, body }));
  expect([200, 404]).toContain(answer.status);
}

/** What became of the conversations that somebody wrote in: counts, and how often each was moved by whom to whom. */
async function fate(userId: string) {
  const { rows } = await sql.query<{ assignee_id: string | null; moves: number; to_ids: (string | null)[] }>(
    `SELECT c.assignee_id, (SELECT count(*)::int FROM assignments_log l WHERE l.conversation_id = c.id) AS moves,
       ARRAY(SELECT l.to_id FROM assignments_log l WHERE l.conversation_id = c.id ORDER BY l.id) AS to_ids
     FROM conversations c WHERE c.id IN (SELECT conversation_id FROM threads WHERE author_id = $1)`,
    [userId],
  );
  return rows;
}

const settled = (userId: string, assignee: string | null) =>
  until(
    `the conversations of ${userId}`,
    async () => {
      const rows = await fate(userId);
      return rows.length > 0 && rows.every((row) => row.assignee_id === assignee) && rows;
    },
    60_000,
  );

const contents = async () =>
  (
    await sql.query(
      `SELECT c.id, c.subject, c.status, c.tags, array_agg(t.kind || t.author_id || t.body ORDER BY t.id) AS threads
       FROM conversations c JOIN threads t ON t.conversation_id = c.id GROUP BY c.id ORDER BY c.id`,
    )
  ).rows;

describe('deleting somebody with 1,000 conversations', () => {
  it.each(processes)(
    'unassigns each exactly once, though %s is killed',
    async (victim: PartName) => {
      await signIn();
      const user = await person();
      await seed(user.id, 1_000);
      const before = await contents();
      const deleting = remove(user.id);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 80));
      await system.kill(victim);
      await deleting;
      const rows = await settled(user.id, null);
      await system.ready();
      expect([rows.length, rows.filter((row) => row.moves === 1).length]).toEqual([1_000, 1_000]);
      expect(await contents()).toEqual(before);
    },
    120_000,
  );

  it('hands each to the successor exactly once, though all five are killed one after the other', async () => {
    await signIn();
    const user = await person();
    // Only who is active can take over.
    const successor = await newcomer({ api, mails: new Mails(system.running.mailUrl), by: owner }, {});
    await seed(user.id, 1_000);
    const deleting = remove(user.id, successor.id);
    for (const victim of processes) {
      await system.kill(victim);
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 300));
    }
    await deleting;
    const rows = await settled(user.id, successor.id);
    expect(rows.filter((row) => row.to_ids.join() === successor.id)).toHaveLength(1_000);
    await system.ready();
  }, 120_000);
});

describe('the example', () => {
  it('unassigns who becomes a light user', async () => {
    await signIn();
    const user = await person();
    await seed(user.id, 20);
    const answer = await surely('the change', () =>
      api.call('PATCH', `/v1/users/${user.id}`, { token: owner, body: { role: 'light_user' } }),
    );
    expect(answer.status).toBe(200);
    const rows = await settled(user.id, null);
    expect(rows.every((row) => row.moves === 1)).toBe(true);
  });

  it('shows the names of people who were deleted', async () => {
    const user = await person({ firstName: 'Thelma', lastName: 'Gone' });
    await seed(user.id, 3);
    await remove(user.id);
    await settled(user.id, null);
    const found = await until('the name', async () => {
      const answer = await fetch(`${example.url}/conversations.json?account=${accountId}&assignee=none&limit=1000`);
      let page = (await answer.json()) as Listed;
      const items = [...page.items];
      while (page.next !== null) {
        const next = await fetch(
          `${example.url}/conversations.json?account=${accountId}&assignee=none&limit=1000&after=${page.next}`,
        );
        page = (await next.json()) as Listed;
        items.push(...page.items);
      }
      const theirs = items.filter(({ authors }) => authors.includes('Thelma Gone (deleted)'));
      return theirs.length === 3 && theirs;
    });
    expect(found.map(({ assignee }) => assignee)).toEqual(['Unassigned', 'Unassigned', 'Unassigned']);
  });

  it('is stopped, wiped and rebuilt by replay, and has the same', async () => {
    const assignments = async () =>
      (await sql.query('SELECT id, assignee_id FROM conversations ORDER BY id')).rows as object[];
    const gone = async () =>
      (await sql.query('SELECT user_id, successor_id FROM people WHERE gone ORDER BY user_id')).rows as object[];
    await sql.query('DELETE FROM threads WHERE NOT author_id = ANY ($1::uuid[])', [[...made.keys()]]);
    await sql.query(
      'DELETE FROM conversations c WHERE NOT EXISTS (SELECT FROM threads t WHERE t.conversation_id = c.id)',
    );
    const before = { assignments: await assignments(), gone: await gone(), contents: await contents() };
    await system.stopPart('conversations');
    await command('wipe');
    for (const [author, count] of made) await seed(author, count);
    await command('rebuild');
    await system.startPart('conversations');
    expect({ assignments: await assignments(), gone: await gone(), contents: await contents() }).toEqual(before);
  }, 120_000);
});
