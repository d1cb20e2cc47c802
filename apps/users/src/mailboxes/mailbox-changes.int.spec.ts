// Real: PostgreSQL and every service and repository in the way. Fake: pushes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { mailboxManagementCalls } from '#contracts';
import { codeOf, outcomes, PlacesWorld, times, type Account } from '../testing/places-world.js';

let world: PlacesWorld;
let account: Account;
let foreign: Account;

beforeAll(async () => {
  world = await PlacesWorld.open();
  foreign = await world.account();
});
beforeEach(async () => {
  account = await world.account();
});
afterAll(async () => {
  await world?.close();
});

type Who = keyof Account['ids'];
const create = (email: string, who: Who = 'adam') =>
  world.as(account, who, (caller) =>
    world.inTransaction(account, () => world.mailboxes.create(caller, { name: 'New', email })),
  );
const user = async (name: Who) =>
  world.as(account, 'olga', (caller) => world.reading.get(caller, account.ids[name])).then((found) => found.user);
const remove = (mailboxId = account.sales, who: Who = 'adam') =>
  world.as(account, who, (caller) => world.mailboxes.delete(caller, mailboxId));
const administrator = (email: string) => ({
  firstName: 'New',
  lastName: 'Administrator',
  email,
  role: 'administrator' as const,
  sendInvite: false,
});

describe('creating a mailbox', () => {
  it('grants it to every administrator, so that it can be taken away', async () => {
    const { mailbox } = await create('new@muster.example');
    expect((await user('ana')).mailboxIds).toEqual([account.help, mailbox.id]);
    expect((await user('olga')).mailboxIds).toContain(mailbox.id);
    expect((await user('uwe')).mailboxIds).not.toContain(mailbox.id);
    await world.as(account, 'olga', (caller) =>
      world.userAccess.setMailboxes(caller, { userId: account.ids.ana, mailboxIds: [account.help] }),
    );
    expect((await user('ana')).mailboxIds).toEqual([account.help]);
  });

  it('is told, with whose access changed, and logged', async () => {
    const { mailbox } = await create('new@muster.example');
    const events = await world.events(account);
    expect(events[0]).toMatchObject({ type: 'mailbox.created', version: 1, data: { mailboxId: mailbox.id } });
    const told = events.filter((event) => event.type === 'user.access_changed').map((event) => event.aggregate_id);
    expect(new Set(told)).toEqual(new Set([account.ids.olga, account.ids.adam, account.ids.ana]));
    expect(await world.audited(account)).toMatchObject([
      { action: 'mailbox.created', target_id: mailbox.id, change: { email: { after: 'new@muster.example' } } },
    ]);
  });

  it('lets one of twenty have an address, by people whose own row changes with it', async () => {
    const works = times(20).map((n) => create('wanted@muster.example', n % 2 === 0 ? 'olga' : 'adam'));
    expect(await outcomes(works)).toEqual({ done: 1, mailbox_email_taken: 19 });
  });

  it('gives twenty at once to every administrator, also to those who become one meanwhile', async () => {
    const works = [
      ...times(10).map((n) => create(`${n}@muster.example`, 'olga')),
      world.as(account, 'adam', (caller) =>
        world.updates.update(caller, { userId: account.ids.ute, changes: { role: 'administrator' } }),
      ),
      world.as(account, 'ana', (caller) =>
        world.inTransaction(account, () => world.creation.create(caller, administrator(`${uuidv7()}@people.example`))),
      ),
      ...times(10).map((n) => create(`more.${n}@muster.example`, 'adam')),
    ];
    expect(await outcomes(works)).toEqual({ done: 22 });
    const counts = await world.query<{ name: string; count: number }>(
      account,
      `SELECT u.first_name AS name, count(*)::int FROM users u JOIN mailbox_grants g ON g.user_id = u.id
       WHERE u.role = 'administrator' GROUP BY 1 ORDER BY 1`,
    );
    expect(counts).toEqual([
      { name: 'New', count: 22 },
      { name: 'adam', count: 22 },
      { name: 'ana', count: 21 },
      { name: 'ute', count: 22 },
    ]);
  });

  it('is the same address in another account', async () => {
    const elsewhere = world.as(foreign, 'olga', (caller) =>
      world.inTransaction(foreign, () => world.mailboxes.create(caller, { name: 'New', email: 'both@muster.example' })),
    );
    expect(await outcomes([elsewhere, create('both@muster.example')])).toEqual({ done: 2 });
  });
});

describe('who may', () => {
  it.each(['uwe', 'lily'] as const)('not %s', async (who) => {
    expect(await codeOf(create('no@muster.example', who))).toBe('forbidden');
    expect(await codeOf(remove(account.help, who))).toBe('forbidden');
    const update = world.as(account, who, (caller) =>
      world.mailboxes.update(caller, { mailboxId: account.help, changes: { name: 'No' } }),
    );
    expect(await codeOf(update)).toBe('forbidden');
    const users = world.as(account, who, (caller) =>
      world.mailboxReading.users(caller, { mailboxId: account.help, limit: 50, total: false }),
    );
    expect(await codeOf(users)).toBe('forbidden');
    const preview = world.as(account, who, (caller) => world.mailboxReading.deletionPreview(caller, account.help));
    expect(await codeOf(preview)).toBe('forbidden');
  });

  it('read one that one can use, and no other', async () => {
    const get = (who: Who, mailboxId: string) =>
      codeOf(world.as(account, who, (caller) => world.mailboxReading.get(caller, mailboxId)));
    expect(await get('uwe', account.help)).toBe('done');
    expect(await get('uwe', account.sales)).toBe('done');
    expect(await get('ute', account.help)).toBe('not_found');
    expect(await get('ana', account.sales)).toBe('done');
    expect(await get('olga', foreign.help)).toBe('not_found');
  });

  it('nobody of another account', async () => {
    for (const mailboxId of [foreign.help, uuidv7()]) expect(await codeOf(remove(mailboxId, 'olga'))).toBe('not_found');
    expect(await world.query(foreign, 'SELECT FROM mailboxes WHERE id = $1', [foreign.help])).toHaveLength(1);
  });
});

describe('changing a mailbox', () => {
  const update = (changes: { name?: string; email?: string }, expectedVersion?: number) =>
    world.as(account, 'adam', (caller) =>
      world.mailboxes.update(caller, {
        mailboxId: account.help,
        changes,
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      }),
    );

  it('shows in the next version, once', async () => {
    const { mailbox, version } = await update({ name: 'Support', email: 'help@muster.example' });
    expect([mailbox.name, version]).toEqual(['Support', 2]);
    expect(await world.events(account)).toMatchObject([
      { type: 'mailbox.updated', version: 2, data: { mailboxId: account.help, changed: ['name'] } },
    ]);
    expect((await update({ name: 'Support' })).version).toBe(2);
  });

  it('keeps addresses apart, and notices a stale ETag', async () => {
    expect(await codeOf(update({ email: 'sales@muster.example' }))).toBe('mailbox_email_taken');
    expect(await outcomes(times(20).map((n) => update({ name: `Name ${n}` }, 1)))).toEqual({ done: 1, stale: 19 });
  });
});

describe('deleting a mailbox', () => {
  it('takes every grant along and tells everybody', async () => {
    await remove();
    for (const name of ['olga', 'adam', 'uwe', 'sam'] as const) {
      expect((await user(name)).mailboxIds).not.toContain(account.sales);
    }
    const told = (await world.events(account, 'user.access_changed')).map((event) => event.aggregate_id);
    const { olga, adam, uwe, sam } = account.ids;
    expect(new Set(told)).toEqual(new Set([olga, adam, uwe, sam]));
    expect(await world.events(account, 'team.%')).toMatchObject([
      { aggregate_id: account.desk, version: 2, data: { removed: [account.sales] } },
    ]);
    expect(await world.events(account, 'mailbox.%')).toMatchObject([{ type: 'mailbox.deleted', version: 2 }]);
  });

  it('happens once for twenty', async () => {
    const works = times(20).map((n) => remove(account.sales, n % 2 === 0 ? 'adam' : 'olga'));
    expect(await outcomes(works)).toEqual({ done: 1, not_found: 19 });
  });

  it('beside people and teams who are given it: nobody has it afterwards, and nothing breaks', async () => {
    const works = [
      ...times(5).map((n) =>
        world.as(account, 'ana', (caller) =>
          world.inTransaction(account, () =>
            world.creation.create(caller, {
              ...administrator(`${uuidv7()}@people.example`),
              role: 'user',
              lastName: String(n),
              mailboxIds: [account.sales],
            }),
          ),
        ),
      ),
      remove(),
      ...times(5).map(() =>
        world.as(account, 'olga', (caller) =>
          world.userAccess.setMailboxes(caller, { userId: account.ids.ute, mailboxIds: [account.sales] }),
        ),
      ),
      ...times(4).map(() =>
        world.as(account, 'adam', (caller) =>
          world.teams.setMailboxes(caller, { teamId: account.desk, mailboxIds: [account.sales] }),
        ),
      ),
      world.as(account, 'olga', (caller) =>
        world.updates.update(caller, { userId: account.ids.ute, changes: { role: 'administrator' } }),
      ),
    ];
    const allowed = ['done', 'invalid_request'];
    expect(Object.keys(await outcomes(works)).filter((code) => !allowed.includes(code))).toEqual([]);
    expect(await world.query(account, 'SELECT FROM mailbox_grants WHERE mailbox_id = $1', [account.sales])).toEqual([]);
  });

  it('says first what goes with it', async () => {
    const preview = await world.as(account, 'adam', (caller) =>
      world.mailboxReading.deletionPreview(caller, account.sales),
    );
    expect(preview.people.items.map((person) => person.name)).toEqual(
      ['adam', 'olga', 'sam', 'uwe'].map((n) => `${n} Tester`),
    );
    expect(preview).toMatchObject({
      people: { total: 4 },
      teams: { total: 1, items: [{ id: account.desk, name: 'Desk' }] },
      directGrants: 1,
    });
    expect(() => mailboxManagementCalls.deletionPreview.response.parse(preview)).not.toThrow();
  });
});

describe('who can use a mailbox', () => {
  it('says why, page by page', async () => {
    await world.as(account, 'olga', (caller) =>
      world.userAccess.setMailboxes(caller, { userId: account.ids.uwe, mailboxIds: [account.sales] }),
    );
    const users = (cursor?: string) =>
      world.as(account, 'adam', (caller) =>
        world.mailboxReading.users(caller, {
          mailboxId: account.sales,
          limit: 3,
          total: true,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
    const first = await users();
    const second = await users(first.nextCursor ?? '');
    expect([...first.items, ...second.items].map((item) => [item.firstName, item.state, item.sources])).toEqual([
      ['adam', 'active', ['direct']],
      ['olga', 'active', ['role']],
      ['sam', 'suspended', [`team:${account.desk}`]],
      ['uwe', 'active', ['direct', `team:${account.desk}`]],
    ]);
    expect([second.nextCursor, 'total' in first && first.total]).toEqual([null, 4]);
    expect(() => mailboxManagementCalls.users.response.parse(first)).not.toThrow();
  });
});

it('finds mailboxes by name and address', async () => {
  const list = (q: string, who: Who = 'adam') =>
    world
      .as(account, who, (caller) => world.mailboxList.list(caller, { limit: 50, total: false, q }))
      .then((page) => page.items.map((mailbox) => mailbox.name));
  expect(await list('SALES@')).toEqual(['Sales']);
  expect(await list('hélp')).toEqual(['Help']);
  expect(await list('sales', 'ute')).toEqual([]);
});
