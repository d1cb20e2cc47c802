// Real: PostgreSQL, the migrations, and the service's own role behind row-level security.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { EmailAddress } from '#contracts';
import { testDatabase, type TestDatabase } from '#testing';
import { FurtherSearch1764420000000 } from '../database/migrations/1764420000000-further-search.js';
import { usersDatabase } from '../database/service-database.js';
import { seed, type SeedDocument, type SeedUser } from '../seed.js';
import { fold, searchTextOf, sortNameOf } from './names.js';
import { UsersRepository } from './users.repository.js';

let test: TestDatabase;
const accountId = uuidv7();

const known: [firstName: string, lastName: string, email?: string][] = [
  ['陽菜', '佐藤'],
  ['みお', 'カトー'],
  ['민수', '김'],
  ['สมชาย', 'ใจดี'],
  ['Bob菜', 'Chen'],
  ['Οδυσσέας', 'ΟΔΥΣΣΕΥΣ'],
  ['Jürgen', 'Strauß'],
  ['İpek', 'Işık'],
  ['علی\u200cرضا', 'کریمی'],
  ['Ŋata', 'Smith\u2011Jones'],
  ['Mia', 'Weber', 'm.weber@münchen.example'],
  ['Yui', 'Ito', 'yui@日本.example'],
];

function people(): SeedDocument {
  const person = { state: 'active' as const, mailboxIds: [], teamIds: [] };
  const users = known.map(([firstName, lastName, email], n): SeedUser => {
    const address = EmailAddress.parse(email ?? `p${n}@people.example`);
    return { ...person, id: uuidv7(), role: n === 0 ? 'owner' : 'user', firstName, lastName, email: address };
  });
  return { account: { id: accountId, name: 'A', plan: 'plus', timezone: 'Etc/UTC' }, mailboxes: [], teams: [], users };
}

async function found(q: string): Promise<string[]> {
  const users = new UsersRepository(test.database);
  const filters = { limit: 50, total: false, sort: 'name' as const, q };
  const rows = await test.database.transaction({ accountId }, () => users.list(accountId, filters, undefined));
  return rows.map((row) => row.first_name);
}

async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: test.adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  await seed({ serviceUrl: test.serviceUrl, people: people() });
});

afterAll(async () => {
  await test?.close();
});

const searches: [q: string, firstNames: string[]][] = [
  // One character within a name, where nothing shows where words begin.
  ['菜', ['Bob菜', '陽菜']],
  ['藤', ['陽菜']],
  ['陽菜', ['陽菜']],
  ['陽菜 佐', ['陽菜']],
  ['b菜', ['Bob菜']],
  ['菜陽', []],
  ['お', ['みお']],
  ['トー', ['みお']],
  ['수', ['민수']],
  ['민수', ['민수']],
  ['ชาย', ['สมชาย']],
  ['จ', ['สมชาย']],
  // Elsewhere one or two letters begin a word.
  ['ob', []],
  ['bo', ['Bob菜']],
  ['ΟΔΥΣΣ', ['Οδυσσέας']],
  ['οδυσσευς', ['Οδυσσέας']],
  ['ΟΔΥΣΣΈΑΣ', ['Οδυσσέας']],
  ['STRAUSS', ['Jürgen']],
  ['strauß', ['Jürgen']],
  ['STRAUẞ', ['Jürgen']],
  ['jurgen', ['Jürgen']],
  ['ipek isik', ['İpek']],
  ['IŞIK', ['İpek']],
  ['علیرضا', ['علی\u200cرضا']],
  ['كريمي', ['علی\u200cرضا']],
  ['nata smith-j', ['Ŋata']],
  ['münchen', ['Mia']],
  ['MUNCHEN.example', ['Mia']],
  ['m.weber@münchen.example', ['Mia']],
  ['xn--mnchen-3ya', ['Mia']],
  ['本', ['Yui']],
  // Every word counts, however many there are.
  ['b o b m i a s u k n t nobody', []],
  ['jurgen jürgen strauss STRAUSS j s jurgen jurgen jurgen', ['Jürgen']],
  // Nothing but an accent names nobody.
  ['\u0301', []],
];

describe('the search', () => {
  it.each(searches)('of %s', async (q, firstNames) => {
    expect(await found(q)).toEqual(firstNames);
  });
});

describe('teams and mailboxes', () => {
  it.each(['ΟΔΥΣΣ', 'Οδυσσεύς', 'Ŋata Đorđe', 'STRAUẞ', 'D’Angelo', 'Jean\u2010Luc', 'علی\u200cرضا', 'پانک'])(
    'are found by the same folding: %s',
    async (text) => {
      const [row] = await test.database.transaction({ accountId }, () =>
        test.database.query<{ folded: string }>('SELECT users.fold($1) AS folded', [text]),
      );
      expect(row?.folded).toBe(fold(text));
    },
  );
});

describe('people from before', () => {
  it('are found in the same way once the migration ran, the others are left alone', async () => {
    const rows = () =>
      asAdmin(async (client) => {
        const columns = 'email, sort_name, search_text, version, xmin::text';
        return (await client.query(`SELECT ${columns} FROM users.users ORDER BY email`)).rows;
      });
    const right = await rows();
    await asAdmin((client) =>
      client.query(`UPDATE users.users SET sort_name = 'old', search_text = 'old ' || email
        WHERE first_name !~ '^[ -~]+$' OR last_name !~ '^[ -~]+$' OR email LIKE '%xn--%'`),
    );
    const alternate = `UPDATE users.users SET alternate_emails = '{alt@münchen.example,second@people.example}' WHERE email = $1`;
    await asAdmin((client) => client.query(alternate, ['p4@people.example']));
    await asAdmin((client) =>
      client.query(
        `INSERT INTO users.users (id, account_id, first_name, last_name, email, role, timezone, time_format, locale, mention,
           sort_name, search_text) SELECT gen_random_uuid(), $1, '菜' || n, 'x', 'n' || n || '@many.example', 'user', 'Etc/UTC',
           '24h', 'en', 'm' || n, 'old', 'old' FROM generate_series(1, 2500) n`,
        [accountId],
      ),
    );
    const plain = (await rows()).filter(({ search_text: text }) => !text.startsWith('old'));

    const source = new DataSource({ type: 'postgres', url: test.adminUrl });
    await source.initialize();
    const runner = source.createQueryRunner();
    const migration = new FurtherSearch1764420000000();
    await migration.up(runner);
    await migration.up(runner);
    await runner.release();
    await source.destroy();

    const after = await rows();
    expect(after).toEqual(expect.arrayContaining(plain.filter(({ email }) => email !== 'p4@people.example')));
    const texts = (list: Record<string, unknown>[]) =>
      list.map(({ email, sort_name: sort, search_text: text, version }) => ({ email, sort, text, version }));
    const before = texts(right).filter(({ email }) => email !== 'p4@people.example');
    expect(texts(after)).toEqual(expect.arrayContaining(before));
    expect(after.filter(({ search_text: text }) => text.startsWith('old'))).toEqual([]);
    expect(await found('second@people')).toEqual(['Bob菜']);
    expect(await found('菜2500')).toEqual(['菜2500']);
    await asAdmin((client) => client.query(`DELETE FROM users.users WHERE email LIKE '%@many.example'`));
  });
});

describe('the text that is searched', () => {
  it('has addresses in both ways they are written', () => {
    const person = { firstName: 'Ann', lastName: 'Lee', email: 'a@xn--mnchen-3ya.example' };
    expect(searchTextOf(person)).toBe('ann lee a@xn--mnchen-3ya.example a@munchen.example');
    expect(searchTextOf({ ...person, email: 'a@b.example', alternateEmails: ['c@d.example'] })).toBe(
      'ann lee a@b.example c@d.example',
    );
  });

  it('fits into its index, whatever a person is called and however many addresses they have', async () => {
    const address = (n: number) => `${'ab.'.repeat(20)}${n}@${`${'0123456789'.repeat(6)}.`.repeat(3)}x.example`;
    const chance = (length: number) =>
      Array.from({ length }, () => String.fromCodePoint(0x20000 + Math.floor(Math.random() * 40_000))).join('');
    const [firstName, lastName] = [chance(40), chance(40)];
    const alternateEmails = [1, 2, 3, 4, 5].map(address);
    const text = searchTextOf({ firstName, lastName, email: address(0), alternateEmails });
    expect(text).toContain(address(3));
    const inserted = await asAdmin((client) =>
      client.query(
        `INSERT INTO users.users (id, account_id, first_name, last_name, email, role, timezone, time_format, locale, mention,
           sort_name, search_text) VALUES ($1, $2, $3, $4, $5, 'user', 'Etc/UTC', '24h', 'en', 'long', $6, $7)`,
        [uuidv7(), accountId, firstName, lastName, address(0), sortNameOf(firstName, lastName), text],
      ),
    );
    expect(inserted.rowCount).toBe(1);
  });
});
