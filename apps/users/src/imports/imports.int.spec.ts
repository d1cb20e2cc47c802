// Real: PostgreSQL, the services and their repositories. Fake: the hints on NATS.
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Caller, ImportRow } from '#contracts';
import { Outbox } from '#events';
import { runInContext } from '#observability';
import { testDatabase, type TestDatabase } from '#testing';
import { AuditTrail } from '../audit/audit-trail.js';
import type { UsersConfig } from '../config.js';
import { usersDatabase } from '../database/service-database.js';
import { Cursors } from '../lists/cursor.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { seed, type SeedDocument } from '../seed.js';
import { UsersRepository } from '../users/users.repository.js';
import { ImportBatches } from './import-batches.service.js';
import { ImportWakeUp } from './import-wake-up.js';
import { ImportWorkRepository } from './import-work.repository.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { UserBatchRepository } from './user-batch.repository.js';

const config = { CURSOR_SIGNING_KEY: randomBytes(32), INVITATION_DAYS: 7 } as UsersConfig;
let test: TestDatabase;
let imports: ImportsService;
let batches: ImportBatches;
let begin: (caller: Caller, dryRun?: boolean) => Promise<{ id: string }>;
const hints: object[] = [];

function account(name: string): SeedDocument {
  const [owner, mailbox, team] = [uuidv7(), uuidv7(), uuidv7()];
  const person = { firstName: 'Olga', lastName: name, email: `olga@${name}.example`, state: 'active' as const };
  return {
    account: { id: uuidv7(), name, plan: 'plus', timezone: 'Europe/Berlin' },
    mailboxes: [{ id: mailbox, name: 'Help', email: `help@${name}.example` }],
    teams: [{ id: team, name: 'First line', mention: 'first', memberIds: [owner], mailboxIds: [] }],
    users: [
      { ...person, id: owner, role: 'owner', mailboxIds: [], teamIds: [] },
      { ...person, id: uuidv7(), role: 'user', email: `una@${name}.example`, mailboxIds: [], teamIds: [] },
    ],
  };
}
let ours: SeedDocument;
const theirs = account('theirs');
let round = 0;

const callerOf = (people: SeedDocument, index = 0): Caller => ({
  sub: people.users[index]!.id,
  acc: people.account.id,
  sid: uuidv7(),
  kind: 'session',
  scopes: null,
  auth_time: 0,
  amr: [],
  iat: 0,
  exp: 0,
});
let owner: Caller;

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  const { database } = test;
  const [actors, repository, audit] = [
    new ActorRepository(database),
    new ImportsRepository(database),
    new AuditTrail(database),
  ];
  const work = new ImportWorkRepository(database);
  const pushes = { send: (_push: unknown, data: object) => hints.push(data) };
  imports = new ImportsService(database, actors, repository, new Cursors(config), audit, new ImportWakeUp());
  batches = new ImportBatches(
    database,
    actors,
    repository,
    work,
    new UserBatchRepository(database),
    audit,
    new Outbox(database),
    pushes as never,
    config,
  );
  begin = (caller, dryRun = false) =>
    database.transaction({ accountId: caller.acc }, () => imports.begin(caller, { dryRun, format: 'csv' }));
  await seed({ serviceUrl: test.serviceUrl, people: theirs });
});

afterAll(async () => {
  await test?.close();
});

beforeEach(async () => {
  round += 1;
  ours = account(`ours${round}`);
  owner = callerOf(ours);
  await seed({ serviceUrl: test.serviceUrl, people: ours });
});

afterEach(() => {
  hints.length = 0;
});

async function upload(text: string, { dryRun = false, caller = owner, size = 100_000 } = {}): Promise<string> {
  const { id } = await begin(caller, dryRun);
  const bytes = Buffer.from(text);
  const pieces = Math.max(1, Math.ceil(bytes.length / size));
  for (let n = 0; n < pieces; n += 1) {
    const content = bytes.subarray(n * size, (n + 1) * size).toString('base64');
    await imports.append(caller, { importId: id, position: n, content });
  }
  await runInContext({ requestId: 'upload', caller }, () =>
    imports.start(caller, { importId: id, pieces, sha256: 'a'.repeat(64) }),
  );
  return id;
}

async function work(id: string): Promise<void> {
  while (await batches.step(ours.account.id, id));
}

async function result(id: string, further: object = {}) {
  return imports.get(owner, { importId: id, limit: 100, ...further });
}

const query = <Row>(sql: string, params: unknown[] = []) =>
  test.database.transaction({ system: 'test' }, () => test.database.query<Row>(sql, params));
const created = () =>
  query<{ email: string; mention: string }>(
    'SELECT email, mention FROM users WHERE account_id = $1 AND email LIKE $2 ORDER BY email',
    [ours.account.id, '%@in.example'],
  );
const failures = async (id: string) => {
  const rows = await query<{ change: object }>(
    `SELECT change FROM audit_entries WHERE action = 'import.failed' AND target_id = $1`,
    [id],
  );
  return rows.map(({ change }) => change);
};
const outcomes = (rows: { items: ImportRow[] }) => rows.items.map((row) => row.outcome);

const header = 'First name,Last name,Email,Role,Teams,Mailboxes,Send invite\n';
const people = (count: number, prefix = `p${round}x`) =>
  header + Array.from({ length: count }, (_, n) => `Nadia,Okafor,${prefix}${n}.${round}@in.example,user,,,\n`).join('');

describe('an import', () => {
  it('creates users with places, handles, entries and events, and says what became of each row', async () => {
    const text =
      `${header}Ada,Byron,ada${round}@in.example,user,First line,Help,no\n` +
      `Bea,Byron,bea${round}@in.example,admin,,,yes\n` +
      `,Byron,nobody,user,,,\n` +
      `Cleo,Byron,olga@theirs.example,user,,,\n` +
      `Dora,Byron,ADA${round}@in.example,user,,,\n` +
      `Eva,Byron,eva${round}@in.example,owner,Nowhere,,\n`;
    const id = await upload(text);
    await work(id);
    const done = await result(id);
    expect(done).toMatchObject({ state: 'finished', total: 6, done: 6, created: 2, failed: 4 });
    expect(outcomes(done.rows)).toEqual([
      'created',
      'created',
      'invalid',
      'email_taken',
      'duplicate_in_file',
      'invalid',
    ]);
    expect(done.rows.items[2]?.errors.map((error) => error.path).sort((a, b) => b.localeCompare(a))).toEqual([
      'firstName',
      'email',
    ]);
    expect(done.rows.items[5]?.errors.map(({ path, code }) => [path, code])).toEqual([
      ['teams', 'unknown_id'],
      ['role', 'invalid_value'],
    ]);
    const [ada, bea] = done.rows.items.map((row) => row.userId);
    const rows = await query<{
      id: string;
      role: string;
      mention: string;
      timezone: string;
      invited: boolean;
      teams: number;
      mailboxes: number;
    }>(
      `SELECT u.id, u.role, u.mention, u.timezone, u.invitation_sent_at IS NOT NULL AS invited,
         (SELECT count(*)::int FROM team_members t WHERE t.user_id = u.id) AS teams,
         (SELECT count(*)::int FROM mailbox_grants g WHERE g.user_id = u.id) AS mailboxes
       FROM users u WHERE u.id = ANY ($1::uuid[]) ORDER BY u.email`,
      [[ada, bea]],
    );
    expect(rows).toMatchObject([
      { id: ada, role: 'user', mention: 'ada', timezone: 'Europe/Berlin', invited: false, teams: 1, mailboxes: 1 },
      { id: bea, role: 'administrator', mention: 'bea', invited: true, teams: 0, mailboxes: 1 },
    ]);
    const events = await query<{ invited: boolean; actor: string }>(
      `SELECT envelope->'data'->'invitation' <> 'null' AS invited, envelope->>'actorid' AS actor FROM outbox
       WHERE account_id = $1 AND type = 'user.created' ORDER BY invited`,
      [ours.account.id],
    );
    expect(events).toEqual([
      { invited: false, actor: owner.sub },
      { invited: true, actor: owner.sub },
    ]);
    const actions = await query<{ action: string; n: number; actors: number }>(
      `SELECT action, count(*)::int AS n, count(DISTINCT actor_id)::int AS actors FROM audit_entries
       WHERE account_id = $1 GROUP BY 1 ORDER BY 1`,
      [ours.account.id],
    );
    expect(actions).toEqual([
      { action: 'import.finished', n: 1, actors: 1 },
      { action: 'import.started', n: 1, actors: 1 },
      { action: 'user.created', n: 2, actors: 1 },
    ]);
    expect(hints).toContainEqual({ importId: id, done: 6, total: 6 });
    const kept = await query('SELECT FROM user_import_rows WHERE import_id = $1 AND data IS NOT NULL', [id]);
    expect(kept).toEqual([]);
  });

  it('tells of each team who joined it', async () => {
    const [team] = ours.teams;
    const id = await upload(
      `${header}Ada,Byron,a.${round}@in.example,user,First line,,\n` +
        `Bea,Byron,b.${round}@in.example,user,First line,,\n` +
        `Cleo,Byron,c.${round}@in.example,user,,,\n`,
    );
    const [before] = await query<{ version: number }>('SELECT version FROM teams WHERE id = $1', [team?.id]);
    await work(id);
    const joined = (await result(id)).rows.items.slice(0, 2).map((row) => row.userId);
    const told = await query<{ sequence: number; data: { added: string[] } }>(
      `SELECT aggregate_version::int AS sequence, envelope -> 'data' AS data FROM outbox
       WHERE type = 'team.members_changed' AND aggregate_id = $1`,
      [team?.id],
    );
    expect(told).toEqual([
      {
        sequence: Number(before?.version) + 1,
        data: { teamId: team?.id, added: expect.arrayContaining(joined), removed: [] },
      },
    ]);
    expect(told[0]?.data.added).toHaveLength(2);
    const [after] = await query<{ version: number }>('SELECT version FROM teams WHERE id = $1', [team?.id]);
    expect(after?.version).toBe(told[0]?.sequence);
  });

  it('gives administrators all mailboxes, or those that the row names', async () => {
    await query(`INSERT INTO mailboxes (id, account_id, name, email) VALUES ($1, $2, 'Sales', 'sales@ours.example')`, [
      uuidv7(),
      ours.account.id,
    ]);
    const id = await upload(
      `${header}All,Boxes,a.${round}@in.example,admin,,,\n` +
        `One,Box,b.${round}@in.example,admin,,Sales,\n` +
        `No,Box,c.${round}@in.example,user,,,\n`,
    );
    await work(id);
    const rows = await query<{ mailboxes: string[] }>(
      `SELECT ARRAY(SELECT m.name FROM mailbox_grants g JOIN mailboxes m ON m.id = g.mailbox_id
         WHERE g.user_id = u.id ORDER BY 1) AS mailboxes
       FROM users u WHERE u.account_id = $1 AND u.email LIKE '%@in.example' ORDER BY u.email`,
      [ours.account.id],
    );
    expect(rows.map(({ mailboxes }) => mailboxes)).toEqual([['Help', 'Sales'], ['Sales'], []]);
  });

  it('only says so in a dry run, of addresses elsewhere too', async () => {
    const id = await upload(`${header}Ada,Byron,ada${round}@in.example,user,,,\nB,C,olga@theirs.example,user,,,\n`, {
      dryRun: true,
    });
    await work(id);
    const done = await result(id);
    expect(outcomes(done.rows)).toEqual(['would_create', 'email_taken']);
    expect(done).toMatchObject({ state: 'finished', created: 1 });
    expect(await created()).toEqual([]);
  });

  it.each([true, false])(
    'has a result for every row, whatever ends its line and however it is cut (dry run: %s)',
    async (dryRun) => {
      const rows = [
        'Ada,Byron,ada,38\r\n',
        'Eva,Byron,eva\n',
        'Ida,Byron,ida,38\r',
        'Una,Byron,una,38,1\r\n',
        'Ora,Byron,eva,"3\r\n8"\n',
      ];
      const text = `first name,last name,email,shoes\r\n${rows.join('')}`.replace(/,(ada|eva|ida|una),?/g, (cell) =>
        cell.replace(/\w+/, (name) => `${name}${round}@in.example`),
      );
      for (const size of dryRun ? [1, 2, 35] : [7]) {
        const id = await upload(text, { dryRun, size });
        await work(id);
        const done = await result(id);
        const fine = dryRun ? 'would_create' : 'created';
        expect(outcomes(done.rows)).toEqual([fine, 'invalid', fine, 'invalid', fine]);
        expect(done).toMatchObject({ state: 'finished', total: 5, done: 5, created: 3, failed: 2 });
        expect(done.rows.items[1]).toMatchObject({
          email: `eva${round}@in.example`,
          errors: [{ path: '', code: 'wrong_cell_count' }],
        });
      }
    },
  );

  it('is shared by workers, each row once and everybody with another handle', async () => {
    const id = await upload(people(3_000));
    await batches.step(ours.account.id, id);
    await Promise.all([work(id), work(id), work(id)]);
    await work(id);
    const done = await result(id);
    expect(done).toMatchObject({ state: 'finished', total: 3_000, done: 3_000, created: 3_000 });
    const users = await created();
    expect(users).toHaveLength(3_000);
    expect(new Set(users.map((user) => user.mention)).size).toBe(3_000);
    const handles = await query('SELECT FROM mentions WHERE account_id = $1', [ours.account.id]);
    expect(handles).toHaveLength(3_003);
  });

  it('loses nothing when a step dies: it is done again', async () => {
    const id = await upload(people(50));
    await batches.step(ours.account.id, id);
    const dying = test.database.transaction({ accountId: ours.account.id }, async () => {
      await batches.step(ours.account.id, id);
      throw new Error('killed before the commit');
    });
    await expect(dying).rejects.toThrow('killed');
    expect(await created()).toEqual([]);
    expect(await result(id)).toMatchObject({ state: 'running', total: 50, done: 0 });
    await work(id);
    expect(await result(id)).toMatchObject({ state: 'finished', created: 50 });
  });

  it('leaves an address to whoever had it first', async () => {
    const id = await upload(`${header}A,B,wanted${round}@in.example,user,,,\n`);
    const other = callerOf(theirs);
    const { id: second } = await begin(other);
    const content = Buffer.from(`${header}A,B,wanted${round}@in.example,user,,,\n`).toString('base64');
    await imports.append(other, { importId: second, position: 0, content });
    await imports.start(other, { importId: second, pieces: 1, sha256: 'b'.repeat(64) });
    await Promise.all([batches.step(ours.account.id, id), batches.step(theirs.account.id, second)]);
    await Promise.all([batches.step(ours.account.id, id), batches.step(theirs.account.id, second)]);
    const rows = await query<{ outcome: string }>(
      'SELECT outcome FROM user_import_rows WHERE import_id = ANY ($1::uuid[]) ORDER BY outcome',
      [[id, second]],
    );
    expect(rows.map((row) => row.outcome)).toEqual(['created', 'email_taken']);
    await batches.step(theirs.account.id, second);
    const orphans = await query(
      'SELECT FROM mentions m WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = m.holder_id) AND NOT EXISTS (SELECT FROM teams t WHERE t.id = m.holder_id)',
    );
    expect(orphans).toEqual([]);
  });

  it('stops when its maker may not create users any more', async () => {
    const id = await upload(people(10));
    await batches.step(ours.account.id, id);
    await query('UPDATE users SET suspended_at = now() WHERE id = $1', [owner.sub]);
    await work(id);
    await query('UPDATE users SET suspended_at = NULL WHERE id = $1', [owner.sub]);
    expect(await result(id)).toMatchObject({ state: 'failed', failure: { code: 'forbidden' }, created: 0 });
    expect(await created()).toEqual([]);
    expect(hints.at(-1)).toEqual({ importId: id, done: 0, total: 10 });
    expect(await failures(id)).toEqual([
      { failure: { after: 'forbidden' }, total: { after: 10 }, created: { after: 0 } },
    ]);
  });

  it('gives administrators a mailbox that is made meanwhile', async () => {
    const id = await upload(`${header}Ada,Byron,ada${round}@in.example,administrator,,,\n`);
    await batches.step(ours.account.id, id);
    const made = uuidv7();
    const signs = new EventEmitter();
    const held = once(signs, 'held');
    const making = test.database.transaction({ accountId: ours.account.id }, async () => {
      new UsersRepository(test.database).holdAccess(ours.account.id);
      await test.database.query('SELECT 1');
      signs.emit('held');
      await once(signs, 'go on');
      await test.database.query(
        `INSERT INTO mailboxes (id, account_id, name, email) VALUES ($1, $2, 'Late', 'late@ours.example')`,
        [made, ours.account.id],
      );
    });
    await held;
    const step = batches.step(ours.account.id, id);
    await sleep(200);
    signs.emit('go on');
    await making;
    await step;
    const granted = await query<{ email: string }>(
      'SELECT u.email FROM mailbox_grants g JOIN users u ON u.id = g.user_id WHERE g.mailbox_id = $1',
      [made],
    );
    expect(granted).toEqual([{ email: `ada${round}@in.example` }]);
  });

  it('goes on for who was suspended before, and ends with a suspension that came since', async () => {
    const signOut = (when: string) => query(`UPDATE users SET signed_out_at = ${when} WHERE id = $1`, [owner.sub]);
    await signOut("now() - interval '1 day'");
    const caller = { ...owner, auth_time: Math.floor(Date.now() / 1000) };
    const made = await upload(people(1, 'before'), { caller });
    await work(made);
    const seen = (id: string) => imports.get(caller, { importId: id, limit: 100 });
    expect(await seen(made)).toMatchObject({ state: 'finished', created: 1 });
    const ended = await upload(people(1, 'since'), { caller });
    await signOut("now() + interval '2 seconds'");
    await work(ended);
    await signOut('NULL');
    expect(await seen(ended)).toMatchObject({ state: 'failed', failure: { code: 'forbidden' }, created: 0 });
  });

  it('gives nobody more than the token that began it could', async () => {
    const ceiling = { role: 'user' as const, permissions: ['users.manage' as const, 'api.access' as const] };
    const token: Caller = { ...owner, kind: 'api_token', scopes: ['users:write'], ceiling };
    const text = 'first name,last name,email,role\nA,B,raised@ours.example,administrator\n';
    const id = await upload(text, { caller: token });
    while (await batches.step(owner.acc, id));
    const { rows } = await imports.get(owner, { importId: id, limit: 10 });
    expect(rows.items).toMatchObject([{ outcome: 'invalid', errors: [{ path: 'role' }] }]);
  });

  it('tells why a file cannot be read', async () => {
    const id = await upload('Name\nAda\n');
    await work(id);
    expect(await result(id)).toMatchObject({ state: 'failed', failure: { code: 'missing_column' }, total: null });
    expect(hints).toEqual([{ importId: id, done: 0, total: 0 }]);
    expect(await failures(id)).toEqual([
      { failure: { after: 'missing_column' }, total: { after: 0 }, created: { after: 0 } },
    ]);
  });

  it('is cancelled at once while its file is read, and what was read goes', async () => {
    const id = await upload(people(1_500));
    const addRows = Reflect.get<ImportWorkRepository, 'addRows'>(ImportWorkRepository.prototype, 'addRows');
    let entered = () => {};
    let release = () => {};
    const reading = new Promise<void>((resolve) => (entered = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    ImportWorkRepository.prototype.addRows = async function (...args) {
      await addRows.apply(this, args);
      entered();
      await released;
    };
    try {
      const step = batches.step(ours.account.id, id);
      await reading;
      expect(await imports.cancel(owner, { importId: id, whileReceiving: false })).toMatchObject({
        state: 'cancelled',
      });
      release();
      expect(await step).toBe(false);
    } finally {
      ImportWorkRepository.prototype.addRows = addRows;
    }
    expect(await result(id)).toMatchObject({ state: 'cancelled', created: 0 });
    expect(await query('SELECT FROM user_import_rows WHERE import_id = $1', [id])).toHaveLength(0);
  });

  it('does nothing further once it is cancelled', async () => {
    const id = await upload(people(1_500));
    await batches.step(ours.account.id, id);
    await batches.step(ours.account.id, id);
    expect(await imports.cancel(owner, { importId: id, whileReceiving: false })).toMatchObject({ state: 'cancelled' });
    await work(id);
    expect(await result(id)).toMatchObject({ state: 'cancelled', created: 1_000, done: 1_000 });
    expect(await imports.cancel(owner, { importId: id, whileReceiving: false })).toMatchObject({ state: 'cancelled' });
  });
});

describe('around an import', () => {
  it('answers the times that are stored', async () => {
    const { id: importId } = await begin(owner);
    // In a transaction that began a while ago: its time, which is what is stored, is not that of the service any more.
    const late = <T>(change: () => Promise<T>) =>
      runInContext({ requestId: 'late', caller: owner }, () =>
        test.database.transaction({ accountId: owner.acc }, async () => {
          await test.database.query('SELECT pg_sleep(0.02)');
          return change();
        }),
      );
    const stored = async () => {
      const { rows: _rows, ...row } = await result(importId);
      return row;
    };
    expect(await late(() => imports.start(owner, { importId, pieces: 0, sha256: 'a'.repeat(64) }))).toEqual(
      await stored(),
    );
    expect(await late(() => imports.cancel(owner, { importId, whileReceiving: false }))).toEqual(await stored());
  });

  it('lets one of twenty begin', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => begin(owner)));
    const codes = results.map((outcome) => (outcome.status === 'fulfilled' ? 'begun' : outcome.reason.code));
    expect(codes.filter((code) => code === 'begun')).toHaveLength(1);
    expect(codes.filter((code) => code === 'import_running')).toHaveLength(19);
  });

  it('gives way when its file never came', async () => {
    const { id } = await begin(owner);
    await query("UPDATE user_imports SET received_at = now() - interval '3 minutes' WHERE id = $1", [id]);
    await expect(begin(owner)).resolves.toMatchObject({ state: 'receiving' });
    expect(await result(id)).toMatchObject({ state: 'failed', failure: { code: 'abandoned' } });
  });

  it('is nobody’s who does not manage users, and no other account’s', async () => {
    const una = callerOf(ours, 1);
    await expect(begin(una)).rejects.toMatchObject({ code: 'forbidden' });
    const id = await upload(people(1));
    const forbidden = expect.objectContaining({ code: 'forbidden' });
    await expect(imports.get(una, { importId: id, limit: 1 })).rejects.toEqual(forbidden);
    await expect(imports.list(una, { limit: 1 })).rejects.toEqual(forbidden);
    await expect(imports.cancel(una, { importId: id, whileReceiving: false })).rejects.toEqual(forbidden);
    const foreign = callerOf(theirs);
    const missing = expect.objectContaining({ code: 'not_found' });
    await expect(imports.get(foreign, { importId: id, limit: 1 })).rejects.toEqual(missing);
    await expect(imports.cancel(foreign, { importId: id, whileReceiving: false })).rejects.toEqual(missing);
    await expect(imports.append(foreign, { importId: id, position: 0, content: '' })).rejects.toEqual(missing);
  });

  it('starts once: again with the same file it answers the same, with another one it refuses', async () => {
    const id = await upload(people(1));
    const again = { importId: id, pieces: 1 };
    expect(await imports.start(owner, { ...again, sha256: 'a'.repeat(64) })).toMatchObject({ id, state: 'running' });
    const other = imports.start(owner, { ...again, sha256: 'c'.repeat(64) });
    await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' });
    // What comes after the start is a repeat, and adds nothing.
    await imports.append(owner, { importId: id, position: 5, content: 'QQ==' });
    expect(await query('SELECT FROM user_import_pieces WHERE import_id = $1 AND position = 5', [id])).toEqual([]);
  });

  it('is read page by page, whole or by outcome', async () => {
    const id = await upload(`${people(5)}A,B,nobody,user,,,\n`);
    await work(id);
    const numbers: number[] = [];
    let cursor: string | null | undefined;
    do {
      const page = (await result(id, { limit: 2, ...(cursor ? { cursor } : {}) })).rows;
      numbers.push(...page.items.map((row) => row.number));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await result(id, { outcome: 'invalid' })).rows.items.map((row) => row.number)).toEqual([6]);
    await expect(result(id, { cursor: 'forged' })).rejects.toMatchObject({ code: 'invalid_cursor' });
    expect((await imports.list(owner, { limit: 10 })).items.map((item) => item.id)).toEqual([id]);
  });

  it('is forgotten after 30 days', async () => {
    const id = await upload(people(1));
    await work(id);
    await query("UPDATE user_imports SET created_at = now() - interval '31 days' WHERE id = $1", [id]);
    await new ImportWorkRepository(test.database).purge();
    await expect(result(id)).rejects.toMatchObject({ code: 'not_found' });
  });
});
