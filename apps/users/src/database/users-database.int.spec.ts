// Real: PostgreSQL, the migrations, and the service's own role.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { testDatabase, type TestDatabase } from '#testing';
import { seed, type SeedDocument } from '../seed.js';
import { UsersRepository } from '../users/users.repository.js';
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
