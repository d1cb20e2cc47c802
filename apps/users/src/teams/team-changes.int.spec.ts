// Real: PostgreSQL and every service and repository in the way. Fake: pushes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { teamManagementCalls } from '#contracts';
import { codeOf, faultsOf, outcomes, PlacesWorld, times, type Account } from '../testing/places-world.js';

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

type Wanted = Parameters<PlacesWorld['teams']['create']>[1];
type Who = keyof Account['ids'];

const create = (wanted: Wanted, who: Who = 'adam', of = account) =>
  world.as(of, who, (caller) => world.inTransaction(of, () => world.teams.create(caller, wanted)));
const setMembers = (userIds: string[], who: Who = 'adam', teamId = account.desk) =>
  world.as(account, who, (caller) => world.teams.setMembers(caller, { teamId, userIds }));
const setMailboxes = (mailboxIds: string[], who: Who = 'adam', teamId = account.desk) =>
  world.as(account, who, (caller) => world.teams.setMailboxes(caller, { teamId, mailboxIds }));
const user = async (name: Who) =>
  world.as(account, 'olga', (caller) => world.reading.get(caller, account.ids[name])).then((found) => found.user);
const versionOf = async (name: Who) =>
  world.as(account, 'olga', (caller) => world.reading.get(caller, account.ids[name])).then(({ version }) => version);

describe('creating a team', () => {
  it('takes members and mailboxes, and derives the handle', async () => {
    const { team, version } = await create({
      name: 'First line',
      userIds: [account.ids.uwe, account.ids.ute],
      mailboxIds: [account.help],
    });
    expect(team).toMatchObject({ name: 'First line', mention: 'first-line', memberCount: 2 });
    expect(team.mailboxIds).toEqual([account.help]);
    expect(version).toBe(3);
    expect((await user('ute')).mailboxIds).toEqual([account.help]);
  });

  it('tells of the team first, then of what is in it, in rising versions', async () => {
    const { team } = await create({ name: 'Told', userIds: [account.ids.ute], mailboxIds: [account.help] });
    const events = await world.events(account, 'team.%');
    expect(events.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'team.created 1',
      'team.mailboxes_changed 2',
      'team.members_changed 3',
    ]);
    expect(events[2]?.data).toEqual({ teamId: team.id, added: [account.ids.ute], removed: [] });
    const [changed] = await world.events(account, 'user.%');
    expect(changed).toMatchObject({
      type: 'user.access_changed',
      aggregate_id: account.ids.ute,
      version: 2,
      data: { userId: account.ids.ute, changed: ['teams', 'mailboxes'] },
    });
    expect(await versionOf('ute')).toBe(2);
    expect(world.pushed).toContainEqual({ userId: account.ids.ute, version: 2 });
  });

  it('goes into the audit log', async () => {
    const { team } = await create({ name: 'Logged', userIds: [account.ids.ute] });
    expect(await world.audited(account)).toMatchObject([
      { action: 'team.created', target_id: team.id, actor_id: account.ids.adam, change: { name: { after: 'Logged' } } },
      { action: 'team.members_changed', change: { members: { after: { added: [account.ids.ute] } } } },
    ]);
  });

  it('shares handles with users', async () => {
    expect(await codeOf(create({ name: 'Any', mention: 'uwe' }))).toBe('mention_taken');
    expect((await create({ name: 'Uwe' })).team.mention).toBe('uwe-2');
    const rename = world.as(account, 'olga', (caller) =>
      world.updates.update(caller, { userId: account.ids.ute, changes: { mention: 'desk' } }),
    );
    expect(await codeOf(rename)).toBe('mention_taken');
  });

  it('lets one of twenty have a handle', async () => {
    const works = times(20).map(() => create({ name: 'Any', mention: 'wanted' }));
    expect(await outcomes(works)).toEqual({ done: 1, mention_taken: 19 });
  });

  it('finds a handle for each of twenty with one name, beside users who want the same', async () => {
    const person = (index: number) => ({
      firstName: 'Same',
      lastName: 'Name',
      email: `${index}.${uuidv7()}@people.example`,
      role: 'user' as const,
      sendInvite: false,
    });
    const works = [
      ...times(20).map(() => create({ name: 'Same' })),
      ...times(5).map((index) =>
        world.as(account, 'ana', (caller) =>
          world.inTransaction(account, () => world.creation.create(caller, person(index))),
        ),
      ),
    ];
    expect(await outcomes(works)).toEqual({ done: 25 });
    const handles = await world.query(account, 'SELECT DISTINCT handle FROM mentions WHERE handle LIKE $1', ['same%']);
    expect(handles).toHaveLength(25);
  });

  it('answers a repeated key with the same team', async () => {
    const wanted = { name: 'Once' };
    const post = () =>
      world.as(
        account,
        'adam',
        (caller) =>
          world.commands.once(teamManagementCalls.create, caller, wanted, () => world.teams.create(caller, wanted)),
        'a-key',
      );
    const first = await post();
    expect((await post()).team.id).toBe(first.team.id);
  });

  it('leaves nothing behind when a member or mailbox is unknown, foreign or light', async () => {
    const wrong = [
      { userIds: [account.ids.ute, uuidv7()], fault: 'userIds.1 unknown_id' },
      { userIds: [foreign.ids.ute], fault: 'userIds.0 unknown_id' },
      { userIds: [account.ids.ute, account.ids.lily], fault: 'userIds.1 role' },
      { mailboxIds: [account.help, foreign.help], fault: 'mailboxIds.1 unknown_id' },
    ];
    for (const { fault, ...places } of wrong) {
      expect(await faultsOf(create({ name: 'Wrong', ...places }))).toEqual([fault]);
    }
    expect(await world.query(account, "SELECT FROM teams WHERE name = 'Wrong'")).toEqual([]);
    expect(await world.events(account)).toEqual([]);
  });

  it('stops at a thousand', async () => {
    await world.query(
      account,
      `INSERT INTO teams (id, account_id, name, mention) SELECT gen_random_uuid(), $1, n::text, 'many' || n
       FROM generate_series(1, 998) n`,
      [account.id],
    );
    expect(await outcomes(times(5).map((n) => create({ name: `More ${n}` })))).toEqual({ done: 1, limit_reached: 4 });
  });
});

describe('who may', () => {
  it.each(['uwe', 'lily'] as const)('not %s', async (who) => {
    expect(await codeOf(create({ name: 'No' }, who))).toBe('forbidden');
    expect(await codeOf(setMembers([], who))).toBe('forbidden');
    expect(await codeOf(setMailboxes([], who))).toBe('forbidden');
    expect(await codeOf(world.as(account, who, (caller) => world.teams.delete(caller, account.desk)))).toBe(
      'forbidden',
    );
    const rename = world.as(account, who, (caller) =>
      world.teams.update(caller, { teamId: account.desk, changes: { name: 'No' } }),
    );
    expect(await codeOf(rename)).toBe('forbidden');
    const preview = world.as(account, who, (caller) => world.teamReading.deletionPreview(caller, account.desk));
    expect(await codeOf(preview)).toBe('forbidden');
  });

  it('not on a plan without teams', async () => {
    const small = await world.account('standard');
    expect(await codeOf(create({ name: 'No' }, 'olga', small))).toBe('plan_required');
    const read = world.as(small, 'olga', (caller) => world.teamReading.get(caller, small.desk));
    expect(await codeOf(read)).toBe('plan_required');
  });

  it('a user with teams.manage, but not to raise themselves', async () => {
    const set = "UPDATE users SET permissions = '{teams.manage}' WHERE id = $1";
    await world.query(account, set, [account.ids.ute]);
    expect(await codeOf(create({ name: 'Mine', userIds: [account.ids.ute] }, 'ute'))).toBe('done');
    expect(await codeOf(setMembers([account.ids.ute], 'ute'))).toBe('forbidden');
    expect((await user('ute')).mailboxIds).toEqual([]);
    const mine = (await create({ name: 'Mine', userIds: [account.ids.ute] }, 'ute')).team.id;
    expect(await codeOf(setMailboxes([account.help], 'ute', mine))).toBe('forbidden');
  });

  it('an administrator gets no mailbox back by a team that was taken away', async () => {
    expect(await codeOf(setMembers([account.ids.ana], 'ana'))).toBe('forbidden');
    expect(await codeOf(setMembers([account.ids.ana], 'olga'))).toBe('done');
  });

  it('nobody of another account, who cannot tell it from an unknown team', async () => {
    for (const teamId of [foreign.desk, uuidv7()]) {
      expect(await codeOf(setMembers([], 'olga', teamId))).toBe('not_found');
      expect(await codeOf(world.as(account, 'olga', (caller) => world.teams.delete(caller, teamId)))).toBe('not_found');
      expect(await codeOf(world.as(account, 'olga', (caller) => world.teamReading.get(caller, teamId)))).toBe(
        'not_found',
      );
    }
  });
});

describe('changing a team', () => {
  const update = (changes: { name?: string; mention?: string }, expectedVersion?: number) =>
    world.as(account, 'adam', (caller) =>
      world.teams.update(caller, {
        teamId: account.desk,
        changes,
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      }),
    );

  it('frees the old handle', async () => {
    expect((await update({ mention: 'counter' })).team.mention).toBe('counter');
    expect((await create({ name: 'Other', mention: 'desk' })).team.mention).toBe('desk');
    expect(await codeOf(update({ mention: 'adam' }))).toBe('mention_taken');
  });

  it('notices that somebody else changed it', async () => {
    expect((await update({ name: 'One' }, 1)).version).toBe(2);
    expect(await codeOf(update({ name: 'Two' }, 1))).toBe('stale');
  });

  it('changes nothing when nothing is different', async () => {
    expect((await update({ name: 'Desk' })).version).toBe(1);
    await setMembers([account.ids.sam, account.ids.uwe]);
    await setMailboxes([account.sales]);
    expect(await world.events(account)).toEqual([]);
    expect(await world.audited(account)).toEqual([]);
  });

  it('twenty at once with one ETag: one wins', async () => {
    const works = times(20).map((n) => update({ name: `Name ${n}` }, 1));
    expect(await outcomes(works)).toEqual({ done: 1, stale: 19 });
  });
});

describe('members and mailboxes', () => {
  it('are exactly those that were named', async () => {
    const { team, version } = await setMembers([account.ids.ute, account.ids.uwe]);
    expect([team.memberCount, version]).toEqual([2, 2]);
    expect((await user('ute')).teamIds).toEqual([account.desk]);
    expect((await user('sam')).teamIds).toEqual([]);
    expect([await versionOf('uwe'), await versionOf('ute'), await versionOf('sam')]).toEqual([1, 2, 2]);
    const told = await world.events(account, 'user.access_changed');
    expect(new Set(told.map((event) => event.aggregate_id))).toEqual(new Set([account.ids.ute, account.ids.sam]));
  });

  it('a mailbox comes to every member', async () => {
    await setMailboxes([account.help, account.sales]);
    expect((await user('sam')).mailboxIds).toEqual([account.help, account.sales]);
    expect(await world.events(account, 'user.access_changed')).toHaveLength(2);
  });

  it('nobody becomes a light user and a member at once', async () => {
    const demote = world.as(account, 'olga', (caller) =>
      world.updates.update(caller, { userId: account.ids.ute, changes: { role: 'light_user' } }),
    );
    const join = times(19).map(() => setMembers([account.ids.ute]));
    const [code] = await Promise.all([codeOf(demote), ...join.map(codeOf)]);
    expect(code).toBe('done');
    expect((await user('ute')).teamIds).toEqual([]);
  });

  it('leaving by becoming a light user is told of the team, too', async () => {
    await world.as(account, 'olga', (caller) =>
      world.updates.update(caller, { userId: account.ids.uwe, changes: { role: 'light_user' } }),
    );
    const [left] = await world.events(account, 'team.members_changed');
    expect(left).toMatchObject({
      aggregate_id: account.desk,
      version: 2,
      data: { teamId: account.desk, added: [], removed: [account.ids.uwe] },
    });
    expect((await world.as(account, 'ute', (caller) => world.teamReading.get(caller, account.desk))).version).toBe(2);
  });

  it('joining by being created is told of the team, too', async () => {
    const { user } = await world.as(account, 'adam', (caller) =>
      world.inTransaction(account, () =>
        world.creation.create(caller, {
          firstName: 'New',
          lastName: 'Member',
          email: `${uuidv7()}@people.example`,
          role: 'user',
          sendInvite: false,
          teamIds: [account.desk],
        }),
      ),
    );
    const [joined] = await world.events(account, 'team.members_changed');
    expect(joined).toMatchObject({ version: 2, data: { teamId: account.desk, added: [user.id], removed: [] } });
  });

  it('twenty changes at once by people who are in them end in one of the wanted states', async () => {
    const wanted = [
      [account.ids.olga, account.ids.adam, account.ids.ute],
      [account.ids.adam, account.ids.uwe],
    ];
    const works = times(20).map((n) => setMembers(wanted[n % 2] ?? [], n % 3 === 0 ? 'olga' : 'adam'));
    expect(await outcomes(works)).toEqual({ done: 20 });
    const rows = await world.query<{ user_id: string }>(
      account,
      'SELECT user_id FROM team_members WHERE team_id = $1 ORDER BY 1',
      [account.desk],
    );
    expect(wanted.map((ids) => ids.toSorted())).toContainEqual(rows.map((row) => row.user_id));
    const versions = (await world.events(account, 'team.members_changed')).map((event) => event.version);
    expect(versions).toEqual(versions.map((_, index) => index + 2));
  });

  it('thousands of people are told of one by one, with few hints', async () => {
    await world.query(
      account,
      `INSERT INTO users (id, account_id, first_name, last_name, email, role, timezone, time_format, locale, mention,
         sort_name, search_text)
       SELECT gen_random_uuid(), $1::uuid, 'Many', n::text, n || '@' || $1::uuid || '.example', 'user', 'Etc/UTC', '24h', 'en',
         'many' || n, 'many ' || n, 'many' FROM generate_series(1, 2500) n`,
      [account.id],
    );
    const rows = await world.query<{ id: string }>(account, "SELECT id FROM users WHERE first_name = 'Many'");
    world.pushed.length = 0;
    const { team } = await setMembers(rows.map((row) => row.id));
    expect(team.memberCount).toBe(2500);
    expect(await world.events(account, 'user.access_changed')).toHaveLength(2502);
    expect(world.pushed.length).toBe(100);
  });
});

describe('deleting a team', () => {
  const remove = (who: Who = 'adam') => world.as(account, who, (caller) => world.teams.delete(caller, account.desk));

  it('takes memberships and grants along, and frees the handle', async () => {
    await remove();
    const sam = await user('sam');
    expect([sam.teamIds, sam.mailboxIds]).toEqual([[], []]);
    expect((await create({ name: 'Desk' })).team.mention).toBe('desk');
    const [deleted] = await world.events(account, 'team.deleted');
    expect(deleted).toMatchObject({ aggregate_id: account.desk, version: 2, data: { teamId: account.desk } });
    const told = await world.events(account, 'user.access_changed');
    expect(told.map((event) => event.data['changed'])).toEqual([
      ['teams', 'mailboxes'],
      ['teams', 'mailboxes'],
    ]);
    expect((await world.audited(account))[0]).toMatchObject({
      action: 'team.deleted',
      change: { name: { before: 'Desk' }, mailboxIds: { before: [account.sales] } },
    });
  });

  it('happens once for twenty', async () => {
    const works = times(20).map((n) => remove(n % 2 === 0 ? 'adam' : 'olga'));
    expect(await outcomes(works)).toEqual({ done: 1, not_found: 19 });
  });

  it('beside people who are created into it, or put into it: they are members of nothing, and nothing breaks', async () => {
    const join = (index: number) =>
      world.as(account, 'ana', (caller) =>
        world.inTransaction(account, () =>
          world.creation.create(caller, {
            firstName: 'Late',
            lastName: String(index),
            email: `${uuidv7()}@people.example`,
            role: 'user',
            sendInvite: false,
            teamIds: [account.desk],
          }),
        ),
      );
    const put = () =>
      world.as(account, 'olga', (caller) =>
        world.userAccess.setTeams(caller, { userId: account.ids.ute, teamIds: [account.desk] }),
      );
    const works = [...times(8).map(join), remove(), ...times(8).map(put), ...times(3).map(() => setMembers([]))];
    const allowed = ['done', 'invalid_request', 'not_found'];
    expect(Object.keys(await outcomes(works)).filter((code) => !allowed.includes(code))).toEqual([]);
    expect(await world.query(account, 'SELECT FROM team_members WHERE team_id = $1', [account.desk])).toEqual([]);
  });

  it('says first what goes with it, and who loses what', async () => {
    await setMailboxes([account.help, account.sales]);
    const preview = await world.as(account, 'adam', (caller) =>
      world.teamReading.deletionPreview(caller, account.desk),
    );
    expect(preview).toEqual({
      members: {
        total: 2,
        items: [
          { id: account.ids.sam, name: 'sam Tester' },
          { id: account.ids.uwe, name: 'uwe Tester' },
        ],
      },
      mailboxes: {
        total: 2,
        items: [
          { id: account.help, name: 'Help' },
          { id: account.sales, name: 'Sales' },
        ],
      },
      losingAccess: {
        total: 2,
        items: [
          {
            id: account.ids.sam,
            name: 'sam Tester',
            mailboxes: {
              total: 2,
              items: [
                { id: account.help, name: 'Help' },
                { id: account.sales, name: 'Sales' },
              ],
            },
          },
          {
            id: account.ids.uwe,
            name: 'uwe Tester',
            mailboxes: { total: 1, items: [{ id: account.sales, name: 'Sales' }] },
          },
        ],
      },
    });
    expect(() => teamManagementCalls.deletionPreview.response.parse(preview)).not.toThrow();
  });
});

describe('reading', () => {
  it('pages through members by name', async () => {
    await setMembers([account.ids.uwe, account.ids.sam, account.ids.ute]);
    const members = (cursor?: string) =>
      world.as(account, 'adam', (caller) =>
        world.teamReading.members(caller, {
          teamId: account.desk,
          limit: 2,
          total: true,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
    const first = await members();
    expect([first.items.map((item) => item.firstName), 'total' in first && first.total]).toEqual([['sam', 'ute'], 3]);
    expect(first.items[0]).toMatchObject({ initials: 'ST', role: 'user', state: 'suspended' });
    const second = await members(first.nextCursor ?? '');
    expect([second.items.map((item) => item.firstName), second.nextCursor]).toEqual([['uwe'], null]);
  });

  it.each([
    ['ÉQUIPE', ['Équipe Ørsted']],
    ['orsted', ['Équipe Ørsted']],
    ['desk', ['Desk']],
    ['100%', ['100% sure']],
    ['_', []],
  ])('finds %s', async (q, names) => {
    await create({ name: 'Équipe Ørsted' });
    await create({ name: '100% sure' });
    const page = await world.as(account, 'uwe', (caller) => world.teamList.list(caller, { limit: 50, total: true, q }));
    expect([page.items.map((team) => team.name), 'total' in page && page.total]).toEqual([names, names.length]);
  });
});
