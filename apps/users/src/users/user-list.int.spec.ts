// Real: PostgreSQL with 20,000 people, and the service's own role behind row-level security.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, escapeLiteral } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { testDatabase, type TestDatabase } from '#testing';
import { usersDatabase } from '../database/service-database.js';
import { searchTextOf, sortNameOf } from './names.js';
import type { UserFilters } from './user-filters.js';
import { countStatement, listStatement, type Statement } from './user-list.query.js';
import { UsersRepository } from './users.repository.js';

const count = 20_000;
const [accountId, other, bigTeam, smallTeam, lateTeam, bigBox, smallBox, lateBox] = Array.from({ length: 8 }, () =>
  uuidv7(),
) as [string, ...string[]];
let test: TestDatabase;
let users: UsersRepository;

/** 1 in 1,000 is an administrator; a thousandth is on the small team and in the small mailbox, most in the large ones. */
async function fill(client: Client): Promise<void> {
  await client.query('SET search_path = users, public; SET session_replication_role = replica');
  await client.query(
    `INSERT INTO accounts (id, name, plan, timezone) SELECT unnest($1::uuid[]), 'A', 'plus', 'Etc/UTC'`,
    [[accountId, other]],
  );
  for (const account of [accountId, other]) {
    await client.query(
      `INSERT INTO users (id, account_id, first_name, last_name, email, role, timezone, time_format, locale, mention,
         sort_name, search_text, two_factor_enabled, invitation_version, invitation_sent_at, invitation_expires_at,
         invitation_mail_status, accepted_at, suspended_at, locked_at, last_sign_in_at, last_active_at, created_at)
       SELECT gen_random_uuid(), $1::uuid, first, last, mail, CASE WHEN n = 1 THEN 'owner' WHEN n % 1000 = 2 THEN 'administrator'
           ELSE 'user' END, 'Etc/UTC', '24h', 'en', 'm' || n, lower(first || ' ' || last),
         lower(first || ' ' || last) || ' ' || mail, n % 100 = 0, 1,
         CASE WHEN n % 100 <> 7 THEN now() END,
         CASE WHEN n % 100 <> 7 THEN now() + CASE WHEN n % 200 = 3 THEN interval '1 day' ELSE interval '-1 day' END END,
         CASE WHEN n % 4000 = 3 THEN 'bounced' END,
         CASE WHEN n % 100 <> 7 AND n % 200 NOT IN (3, 4) THEN now() END, CASE WHEN n % 500 = 9 THEN now() END,
         CASE WHEN n % 5000 = 11 THEN now() END, now() - n % 40 * interval '1 day', now() - n % 40 * interval '1 day',
         now() - n * interval '1 minute'
       FROM (SELECT n, chr(97 + n % 26) || md5(n::text) AS first, CASE WHEN n % 26 > 14 THEN 'Zwart' ELSE 'Kowalski' END || n % 97 AS last,
           'person' || n || '@' || $2 || '.example' AS mail FROM generate_series(1, $3::int) n) made`,
      [account, account, count],
    );
  }
  // A few at the end of the list, whose names put no blanks between words.
  for (let n = 0; n < 40; n += 1) {
    const person = { firstName: `陽菜${n}`, lastName: n === 3 ? '藤' : '佐藤', email: `yo${n}@large.example` };
    await client.query(
      `INSERT INTO users (id, account_id, first_name, last_name, email, role, timezone, time_format, locale, mention,
         sort_name, search_text) VALUES (gen_random_uuid(), $1, $2, $3, $4, 'user', 'Etc/UTC', '24h', 'en', $5, $6, $7)`,
      [
        accountId,
        person.firstName,
        person.lastName,
        person.email,
        `m${900_000 + n}`,
        sortNameOf(person.firstName, person.lastName),
        searchTextOf(person),
      ],
    );
  }
  // A crowd of small accounts: a plan that does not know the values takes every account for one of them.
  await client.query(
    `INSERT INTO accounts (id, name, plan, timezone)
       SELECT md5('small' || n)::uuid, 'Small', 'plus', 'Etc/UTC' FROM generate_series(1, 2000) n`,
  );
  await client.query(
    `INSERT INTO users (id, account_id, first_name, last_name, email, role, timezone, time_format, locale, mention,
       sort_name, search_text)
     SELECT gen_random_uuid(), md5('small' || n % 2000 + 1)::uuid, 'S', 'M', 'small' || n || '@small.example', 'user', 'Etc/UTC',
       '24h', 'en', 's' || n, 's m', 's m small' || n || '@small.example' FROM generate_series(1, 10000) n`,
  );
  const places = [
    ['team', bigTeam, 'n % 10 <> 0'],
    ['team', smallTeam, 'n % 1000 = 5'],
    // Large, and all of it beyond the first 1,000 of the list.
    ['team', lateTeam, 'n % 26 > 14'],
    ['mailbox', bigBox, 'n % 10 <> 0'],
    ['mailbox', smallBox, 'n % 1000 = 6'],
    ['mailbox', lateBox, 'n % 26 > 14'],
  ] as const;
  for (const [kind, id, who] of places) {
    const [table, column] = kind === 'team' ? ['teams', 'mention'] : ['mailboxes', 'email'];
    const members = kind === 'team' ? 'team_members' : 'mailbox_grants';
    await client.query(
      `INSERT INTO ${table} (id, account_id, name, ${column}) VALUES ($1::uuid, $2, $1::text, $1::text)`,
      [id, accountId],
    );
    await client.query(
      `INSERT INTO ${members} (account_id, user_id, ${kind}_id) SELECT account_id, id, $2 FROM
         (SELECT *, substr(mention, 2)::int AS n FROM users WHERE account_id = $1) u WHERE ${who}`,
      [accountId, id],
    );
  }
  await client.query('INSERT INTO team_mailbox_grants (account_id, team_id, mailbox_id) VALUES ($1, $2, $3)', [
    accountId,
    smallTeam,
    smallBox,
  ]);
  await client.query(`SELECT gin_clean_pending_list('users.ix_users_search')`);
  await client.query('VACUUM ANALYZE');
}

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  const client = new Client({ connectionString: test.adminUrl });
  await client.connect();
  await fill(client);
  await client.end();
  users = new UsersRepository(test.database);
}, 120_000);

afterAll(async () => {
  await test?.close();
});

interface Node {
  'Index Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops': number;
  Plans?: Node[];
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

interface Seen {
  indexes: Set<string>;
  buffers: number;
  whole: string[];
}

interface Explained {
  'QUERY PLAN': [{ Plan: Node }];
}

const explaining = 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)';

async function explain({ text, values }: Statement): Promise<Seen> {
  const [row] = await test.database.transaction({ accountId }, () =>
    test.database.query<Explained>(`${explaining} ${text}`, values),
  );
  return seen(row!);
}

/** By the plan that does not know the values, as a small account may have settled it. */
async function explainPrepared({ text, values }: Statement): Promise<Seen> {
  const literals = values.map((value) => (typeof value === 'string' ? escapeLiteral(value) : String(value)));
  const [row] = await test.database.transaction({ accountId }, async () => {
    await test.database.query('SET LOCAL plan_cache_mode = force_generic_plan');
    await test.database.query(`PREPARE shape AS ${text}`);
    const rows = await test.database.query<Explained>(`${explaining} EXECUTE shape (${literals.join(', ')})`);
    await test.database.query('DEALLOCATE shape');
    return rows;
  });
  return seen(row!);
}

function seen(row: Explained): Seen {
  const root = row['QUERY PLAN'][0].Plan;
  const nodes = nodesOf(root).filter((node) => node['Actual Loops'] > 0);
  return {
    indexes: new Set(nodes.flatMap((node) => node['Index Name'] ?? [])),
    buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    whole: nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] ?? ''),
  };
}

type Wanted = Partial<UserFilters>;
const filtersOf = (wanted: Wanted): UserFilters => ({ limit: 50, total: false, sort: 'name', ...wanted });
const somebody = `${String.fromCharCode(97 + (77 % 26))}28dd2c`;

describe('a page', () => {
  const shapes: [string, Wanted, string | undefined][] = [
    ['by name', {}, 'ix_users_name'],
    ['by name, backwards', { sort: '-name' }, 'ix_users_name'],
    ['newest first', { sort: '-createdAt' }, 'ix_users_created'],
    ['last active', { sort: '-lastActiveAt' }, 'ix_users_last_active'],
    ['a rare role', { role: 'administrator' }, 'ix_users_role'],
    ['a frequent role', { role: 'user' }, 'ix_users_role'],
    ['active', { state: 'active' }, 'ix_users_stage'],
    ['suspended', { state: 'suspended' }, 'ix_users_stage'],
    ['not invited', { state: 'not_invited' }, 'ix_users_stage'],
    ['locked out', { alert: 'too_many_failed_sign_ins' }, 'ix_users_locked'],
    ['bounced', { alert: 'invite_bounced' }, 'ix_users_bounced'],
    ['inactive', { alert: 'inactive' }, 'ix_users_name'],
    ['two factors', { twoFactor: true }, 'ix_users_two_factor'],
    ['a large team', { teamId: bigTeam! }, 'ix_users_name'],
    ['a small team', { teamId: smallTeam! }, 'ix_team_members_team'],
    ['a large mailbox', { mailboxId: bigBox! }, 'ix_users_name'],
    ['a small mailbox', { mailboxId: smallBox! }, 'ix_mailbox_grants_mailbox'],
    ['the newest of a small mailbox', { mailboxId: smallBox!, sort: '-createdAt' }, 'ix_mailbox_grants_mailbox'],
    ['one person', { q: somebody }, 'ix_users_search'],
    ['nobody', { q: 'xyzzy' }, 'ix_users_search'],
    ['a frequent word', { q: 'kowalski' }, 'ix_users_name'],
    ['a frequent word at the end', { q: 'zwart' }, 'ix_users_search_sample'],
    ['a less frequent word at the end', { q: 'zwart1' }, 'ix_users_search'],
    ['invited', { state: 'invited' }, 'ix_users_stage'],
    ['invite expired', { state: 'invite_expired' }, 'ix_users_stage'],
    ['a word among a rare role', { q: 'zwart', role: 'administrator' }, 'ix_users_role'],
    ['one character', { q: 'k' }, 'ix_users_name'],
    ['two characters that nobody has', { q: 'qx' }, 'ix_users_search'],
    ['a character within a name', { q: '菜' }, 'ix_users_search'],
    ['two of them', { q: '佐藤' }, 'ix_users_search'],
    ['a character that nobody has', { q: '鷹' }, 'ix_users_search'],
    ['one person, newest first', { q: somebody, sort: '-createdAt' }, 'ix_users_search'],
  ];

  it.each(shapes)('%s: by its index, and without reading the account', async (_name, wanted, index) => {
    const plan = await explain(listStatement(accountId, filtersOf(wanted), undefined));
    expect([...plan.indexes]).toContain(index);
    expect(plan.whole).not.toContain('users');
    // A page alone is some 900; 20,000 people are more than 1,000 pages and several times that by an index.
    expect(plan.buffers).toBeLessThan(9_000);
  });

  const settled = shapes.filter(([, wanted]) => listStatement(accountId, filtersOf(wanted), undefined).name);

  it.each(settled)('%s: just so when it is prepared for whatever values', async (_name, wanted, index) => {
    const plan = await explainPrepared(listStatement(accountId, filtersOf(wanted), undefined));
    expect([...plan.indexes]).toContain(index);
    expect(plan.whole).not.toContain('users');
    expect(plan.buffers).toBeLessThan(9_000);
  });

  it('in the middle costs what the first costs', async () => {
    const middle = listStatement(accountId, filtersOf({}), { key: 'm', id: uuidv7() });
    const [first, later] = [await explain(listStatement(accountId, filtersOf({}), undefined)), await explain(middle)];
    expect(later.buffers).toBeLessThan(first.buffers * 1.5);
  });

  it('counts no further than it says', async () => {
    // Of few people only those few are read; of many no more than are counted.
    const plan = await explain(countStatement(accountId, filtersOf({ role: 'administrator' })));
    expect(plan.whole).not.toContain('users');
    const counted = await test.database.transaction({ accountId }, () => users.count(accountId, filtersOf({})));
    expect(counted).toBe(10_001);
  });

  it('counts those whom a search finds, and knows a crowd by its sample', async () => {
    const count = (q: string) =>
      test.database.transaction({ accountId }, () => users.count(accountId, filtersOf({ q })));
    const [{ matches } = { matches: 0 }] = await test.database.transaction({ accountId }, () =>
      test.database.query<{ matches: number }>(
        `SELECT count(*)::int AS matches FROM users WHERE account_id = $1 AND last_name LIKE 'Zwart%'`,
        [accountId],
      ),
    );
    expect(await count('zwart')).toBe(matches);
    expect(await count('person')).toBe(10_001);
    expect(await count('xyzzy')).toBe(0);
    const plan = await explain(countStatement(accountId, filtersOf({ q: 'person' })));
    expect([...plan.indexes]).toEqual(['ix_users_search_sample']);
  });
});

describe('every way to a page', () => {
  const page = (wanted: Wanted, after?: { key: string; id: string }) =>
    test.database.transaction({ accountId }, () => users.list(accountId, filtersOf(wanted), after));

  async function all(wanted: Wanted): Promise<string[]> {
    const ids: string[] = [];
    let after: { key: string; id: string } | undefined;
    for (;;) {
      const rows = await page({ ...wanted, limit: 100 }, after);
      const shown = rows.slice(0, 100);
      ids.push(...shown.map((row) => row.id));
      const last = shown.at(-1);
      if (rows.length <= 100 || last === undefined) return ids;
      after = { key: last.sort_key, id: last.id };
    }
  }

  const known = (where: string) =>
    test.database.transaction({ accountId }, async () => {
      const rows = await test.database.query<{ id: string }>(
        `SELECT u.id FROM users u WHERE u.account_id = $1 AND ${where} ORDER BY u.sort_name COLLATE "C", u.id`,
        [accountId],
      );
      return rows.map((row) => row.id);
    });
  const n = 'substr(u.mention, 2)::int';

  it.each<[string, Wanted, string]>([
    ['a rare word', { q: 'kowalski13 ' }, `u.last_name LIKE 'Kowalski13%'`],
    ['two words', { q: 'kowalski13 a' }, `u.last_name LIKE 'Kowalski13%' AND u.first_name LIKE 'a%'`],
    ['a character within a name', { q: '菜' }, `u.first_name LIKE '%菜%'`],
    ['two of them', { q: '佐藤' }, `u.last_name LIKE '%佐藤%'`],
    ['an address', { q: 'person777@' }, `${n} = 777`],
    ['a small team', { teamId: smallTeam! }, `${n} % 1000 = 5`],
    ['a large team at the end', { teamId: lateTeam! }, `${n} % 26 > 14`],
    ['a large mailbox at the end', { mailboxId: lateBox! }, `${n} % 26 > 14 OR u.role = 'owner'`],
    [
      'a large team at the end, and a word',
      { teamId: lateTeam!, q: 'zwart13' },
      `${n} % 26 > 14 AND u.last_name LIKE 'Zwart13%'`,
    ],
    ['many at the end', { q: 'zwart' }, `u.last_name LIKE 'Zwart%'`],
    ['a mailbox by grant, team and ownership', { mailboxId: smallBox! }, `${n} % 1000 IN (5, 6) OR u.role = 'owner'`],
    [
      'inactive from the first moment after 30 days',
      { alert: 'inactive' },
      `u.accepted_at IS NOT NULL AND u.suspended_at IS NULL AND ${n} % 40 >= 30`,
    ],
    ['invited', { state: 'invited' }, 'u.accepted_at IS NULL AND u.invitation_expires_at > now()'],
    [
      'invite expired, of some',
      { state: 'invite_expired', q: 'zwart' },
      `u.accepted_at IS NULL AND u.invitation_expires_at <= now() AND u.last_name LIKE 'Zwart%'`,
    ],
    ['inactive and on a team', { alert: 'inactive', teamId: smallTeam! }, `false`],
    [
      'the last to be walked to',
      { q: 'kowalski', role: 'administrator' },
      `u.role = 'administrator' AND u.last_name LIKE 'Kowalski%'`,
    ],
  ])('%s: has whom it should, in order, on all pages', async (_name, wanted, where) => {
    const expected = where === 'false' ? [] : await known(`(${where})`);
    expect(await all(wanted)).toEqual(expected);
  });

  it('takes wildcards for themselves', async () => {
    for (const q of ['%', '_', '\\', '100%']) expect(await page({ q })).toEqual([]);
  });

  it('shows nothing of another account', async () => {
    const foreign = test.database.transaction({ accountId }, () =>
      users.list(other!, filtersOf({ q: 'kowalski' }), undefined),
    );
    expect(await foreign).toEqual([]);
  });

  it.each(['users_of_account', 'users_by_id_or_search'])('%s is fenced by account', async (view) => {
    const seen = await test.database.transaction({ accountId }, () =>
      test.database.query<{ account_id: string }>(`SELECT DISTINCT account_id FROM ${view}`),
    );
    expect(seen).toEqual([{ account_id: accountId }]);
    expect(await test.database.queryOutside(`SELECT FROM users.${view}`)).toEqual([]);
    const write = test.database.transaction({ accountId }, () =>
      test.database.query(`UPDATE ${view} SET account_id = $1`, [other]),
    );
    await expect(write).rejects.toThrow(/violates/);
  });
});
