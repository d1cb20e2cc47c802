// Real: PostgreSQL, the migrations, and the service's own role.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { testDatabase, type TestDatabase } from '#testing';
import { seed, type SeedDocument } from '../seed.js';
import { UsersRepository } from '../users/users.repository.js';
import { ErasableEntries1764400000000 } from './migrations/1764400000000-erasable-entries.js';
import { usersDatabase } from './service-database.js';

let test: TestDatabase;

function account(name: string): SeedDocument {
  const [owner, mailbox, team] = [uuidv7(), uuidv7(), uuidv7()];
  const person = { id: owner, firstName: 'Olga', lastName: name, email: `olga@${name}.example` };
  return {
    account: { id: uuidv7(), name, plan: 'plus', timezone: 'Etc/UTC' },
    mailboxes: [{ id: mailbox, name, email: `help@${name}.example` }],
    teams: [{ id: team, name, mention: name, memberIds: [owner], mailboxIds: [mailbox] }],
    users: [{ ...person, role: 'owner', state: 'active', mailboxIds: [mailbox], teamIds: [team] }],
  };
}

const ours = account('ours');
const theirs = account('theirs');

const newUser = (fields: object = {}) => ({
  id: uuidv7(),
  accountId: ours.account.id,
  firstName: 'Nadia',
  lastName: 'Okafor',
  email: `${uuidv7()}@people.example`,
  role: 'user',
  jobTitle: null,
  phone: null,
  timezone: 'Etc/UTC',
  timeFormat: '24h',
  locale: 'en',
  sortName: 'nadia okafor',
  searchText: 'nadia okafor',
  mentions: ['nadia', 'nadia.o', `nadia.${uuidv7().slice(-8)}`],
  invitation: null,
  teamIds: [],
  mailboxIds: [],
  ...fields,
});

beforeAll(async () => {
  test = await testDatabase(usersDatabase, 40);
  for (const people of [ours, theirs]) await seed({ serviceUrl: test.serviceUrl, people });
});

afterAll(async () => {
  await test?.close();
});

describe('the schema', () => {
  it('is what the entities say', async () => {
    expect(await test.drift()).toEqual([]);
  });

  it('stays as it is when it is seeded again', async () => {
    await seed({ serviceUrl: test.serviceUrl, people: ours });
    const rows = await test.database.transaction({ system: 'test' }, () => test.database.query('SELECT FROM users'));
    expect(rows).toHaveLength(2);
  });
});

describe('entries of the log from before', () => {
  const accountId = ours.account.id;
  const [living, erased] = [uuidv7(), uuidv7()];

  /** @returns `change` and `personal_change` after the migration */
  async function migrated(action: string, userId: string, [change, personal]: [object, object | null]) {
    const id = uuidv7();
    await test.database.transaction({ accountId }, () =>
      test.database.query(
        `INSERT INTO audit_entries (id, account_id, at, action, actor_kind, target_kind, target_id, change, personal_change)
         VALUES ($1, $2, now(), $3, 'service', 'user', $4, $5, $6)`,
        [id, accountId, action, userId, change, personal],
      ),
    );
    const admin = await new DataSource({ type: 'postgres', url: test.adminUrl }).initialize();
    await admin.transaction(async ({ queryRunner }) => {
      if (queryRunner !== undefined) await new ErasableEntries1764400000000().up(queryRunner);
    });
    await admin.destroy();
    const [row] = await test.database.transaction({ accountId }, () =>
      test.database.query<{ change: object; personal_change: object | null }>(
        'SELECT change, personal_change FROM audit_entries WHERE id = $1',
        [id],
      ),
    );
    return [row?.change, row?.personal_change];
  }

  beforeAll(async () => {
    for (const id of [living, erased]) {
      await test.database.transaction({ accountId }, () => new UsersRepository(test.database).insert(newUser({ id })));
    }
    await test.database.transaction({ accountId }, () =>
      test.database.query('UPDATE users SET deleted_at = now(), erased_at = now() WHERE id = $1', [erased]),
    );
  });

  const reason = { reason: { after: 'revoked' } };
  const zone = { timezone: { before: 'Etc/UTC', after: 'America/Lima' } };
  const [role, phone] = [{ role: { after: 'user' } }, { phone: { after: '1' } }];

  it('keep how a session ended, also of who is erased', async () => {
    expect(await migrated('user.session_ended', living, [role, reason])).toEqual([{ ...role, ...reason }, null]);
  });

  it('lose place and language with who is erased', async () => {
    expect(await migrated('user.updated', living, [{ ...role, ...zone }, phone])).toEqual([
      role,
      { ...phone, ...zone },
    ]);
    expect(await migrated('user.updated', erased, [zone, null])).toEqual([{}, null]);
    expect(await migrated('user.updated', living, [role, phone])).toEqual([role, phone]);
  });
});

describe('the second fence', () => {
  const tables = ['users', 'accounts', 'teams', 'team_members', 'mailboxes', 'mailbox_grants', 'mentions'];

  it.each(tables)('shows nothing foreign of %s though no filter asks for it', async (table) => {
    const column = table === 'accounts' ? 'id' : 'account_id';
    const seen = await test.database.transaction({ accountId: ours.account.id }, () =>
      test.database.query<{ account: string }>(`SELECT DISTINCT ${column} AS account FROM ${table}`),
    );
    expect(seen).toEqual([{ account: ours.account.id }]);
  });

  it('shows nothing at all outside a scope', async () => {
    expect(await test.database.queryOutside('SELECT FROM users.users')).toEqual([]);
  });

  it('refuses to write into another account', async () => {
    const write = test.database.transaction({ accountId: ours.account.id }, () =>
      test.database.query(
        `INSERT INTO mailboxes (id, account_id, name, email) VALUES ($1, $2, 'Mine', 'mine@example.org')`,
        [uuidv7(), theirs.account.id],
      ),
    );
    await expect(write).rejects.toThrow(/row-level security/);
  });
});

describe('inserting a user', () => {
  const insert = (fields: object = {}) =>
    test.database.transaction({ accountId: ours.account.id }, () =>
      new UsersRepository(test.database).insert(newUser(fields)),
    );

  it('gives everybody another handle and number, also at once', async () => {
    const rows = await Promise.all(Array.from({ length: 8 }, () => insert()));
    expect(new Set(rows.map((row) => row.mention)).size).toBe(8);
    expect(new Set(rows.map((row) => row.number)).size).toBe(8);
  });

  it('finds a handle for everybody in a crowd of namesakes', async () => {
    const crowd = Array.from({ length: 60 }, () => ({
      mentions: ['kim', 'kim.l', 'kim.lee', `kim.${uuidv7().slice(-8)}`],
    }));
    const rows = await Promise.all(crowd.map((fields) => insert(fields)));
    expect(new Set(rows.map((row) => row.mention)).size).toBe(60);
  });

  it('lets one of twenty have an address', async () => {
    const email = 'wanted@people.example';
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => insert({ email })));
    const codes = results.map((result) => (result.status === 'fulfilled' ? 'created' : result.reason.code));
    expect(codes.filter((code) => code === 'created')).toHaveLength(1);
    expect(codes.filter((code) => code === 'email_taken')).toHaveLength(19);
  });

  it('takes nothing when a team or mailbox is foreign', async () => {
    for (const fields of [{ teamIds: [theirs.teams[0]?.id] }, { mailboxIds: [theirs.mailboxes[0]?.id] }]) {
      const email = `${uuidv7()}@people.example`;
      await expect(insert({ ...fields, email })).rejects.toMatchObject({ code: 'invalid_request' });
      const found = await test.database.transaction({ system: 'test' }, () =>
        test.database.query('SELECT FROM users WHERE email = $1', [email]),
      );
      expect(found).toEqual([]);
    }
  });

  it('counts mailboxes of the team among the effective ones', async () => {
    const row = await insert({ teamIds: [ours.teams[0]?.id] });
    expect([row.team_ids, row.mailbox_ids]).toEqual([[ours.teams[0]?.id], [ours.mailboxes[0]?.id]]);
  });
});
