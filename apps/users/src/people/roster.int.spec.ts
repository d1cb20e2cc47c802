// Real: PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { testDatabase, type TestDatabase } from '#testing';
import { usersDatabase } from '../database/service-database.js';
import { seed, type SeedDocument } from '../seed.js';
import { RosterRepository } from './roster.repository.js';
import { RosterService } from './roster.service.js';

let test: TestDatabase;
let roster: RosterService;

function account(name: string, people: number): SeedDocument {
  const [id, mailbox] = [uuidv7(), uuidv7()];
  const users: SeedDocument['users'] = Array.from({ length: people }, (_, n) => ({
    id: uuidv7(),
    firstName: `Person ${n}`,
    lastName: name,
    email: `p${n}@${name}.example`,
    role: n === 0 ? 'owner' : 'user',
    state: 'active',
    mailboxIds: [],
    teamIds: [],
  }));
  return {
    account: { id, name, plan: 'plus', timezone: 'Etc/UTC' },
    mailboxes: [{ id: mailbox, name, email: `help@${name}.example` }],
    teams: [],
    users,
  };
}

const ours = account('ours', 7);
const theirs = account('theirs', 2);
const idsOf = (document: SeedDocument) => document.users.map((user) => user.id);
const accountId = ours.account.id;
const gone = idsOf(ours)[3]!;

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  for (const people of [ours, theirs]) await seed({ serviceUrl: test.serviceUrl, people });
  roster = new RosterService(new RosterRepository(test.database));
  await test.database.transaction({ accountId }, () =>
    test.database.query('UPDATE users SET deleted_at = now() WHERE id = $1', [gone]),
  );
});

afterAll(async () => {
  await test?.close();
});

describe('the roster', () => {
  it('walks over everybody of the account once, deleted people among them, and nobody else', async () => {
    const walked: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<RosterService['page']>> = await roster.page({ accountId, after, limit: 3 });
      walked.push(...page.people.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    expect(walked).toEqual([...idsOf(ours)].sort());
  });

  it('ends with a page that says so, also when it is full', async () => {
    expect((await roster.page({ accountId, after: null, limit: 7 })).next).toBeNull();
    expect((await roster.page({ accountId, after: null, limit: 6 })).next).not.toBeNull();
  });

  it('names deleted people and leaves out who is unknown or foreign', async () => {
    const { people } = await roster.names({ accountId, userIds: [gone, idsOf(theirs)[0]!, uuidv7()] });
    expect(people).toEqual([
      { id: gone, displayName: 'Person 3 ours', role: 'user', state: 'deleted', version: expect.any(Number) },
    ]);
  });
});
