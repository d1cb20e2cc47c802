// Real: PostgreSQL and every service and repository in the way. Fake: pushes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { userAccessCalls, type Permission } from '#contracts';
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

type Who = keyof Account['ids'];
const setMailboxes = (about: Who, mailboxIds: string[], who: Who = 'adam', expectedVersion?: number) =>
  world.as(account, who, (caller) =>
    world.userAccess.setMailboxes(caller, {
      userId: account.ids[about],
      mailboxIds,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    }),
  );
const setTeams = (about: Who, teamIds: string[], who: Who = 'adam') =>
  world.as(account, who, (caller) => world.userAccess.setTeams(caller, { userId: account.ids[about], teamIds }));
const mailboxesOf = (about: Who, who: Who = 'adam') =>
  world.as(account, who, (caller) => world.userAccess.mailboxes(caller, account.ids[about]));
const teamsOf = (about: Who, who: Who = 'adam') =>
  world.as(account, who, (caller) => world.userAccess.teams(caller, account.ids[about]));

describe('mailboxes of a person', () => {
  it('name their sources', async () => {
    expect((await mailboxesOf('uwe')).items).toEqual([
      { mailboxId: account.help, sources: ['direct'] },
      { mailboxId: account.sales, sources: [`team:${account.desk}`] },
    ]);
    expect((await mailboxesOf('olga')).items).toEqual([
      { mailboxId: account.help, sources: ['role'] },
      { mailboxId: account.sales, sources: ['role'] },
    ]);
    const { response } = userAccessCalls.mailboxes;
    expect(response.safeParse(await mailboxesOf('uwe')).error).toBeUndefined();
  });

  it('are set as far as they are direct: what the team gives stays', async () => {
    const { items, version } = await setMailboxes('uwe', []);
    expect(items).toEqual([{ mailboxId: account.sales, sources: [`team:${account.desk}`] }]);
    expect(version).toBe(2);
    const both = await setMailboxes('uwe', [account.sales, account.help], 'olga', 2);
    expect(both.items.map((item) => item.sources)).toEqual([['direct'], ['direct', `team:${account.desk}`]]);
    expect(await codeOf(setMailboxes('uwe', [], 'olga', 2))).toBe('stale');
  });

  it('are told and logged, once', async () => {
    await setMailboxes('ute', [account.help]);
    await setMailboxes('ute', [account.help]);
    expect(await world.events(account)).toMatchObject([
      { type: 'user.access_changed', version: 2, data: { userId: account.ids.ute, changed: ['mailboxes'] } },
    ]);
    expect(await world.audited(account)).toMatchObject([
      {
        action: 'user.mailboxes_changed',
        target_id: account.ids.ute,
        actor_id: account.ids.adam,
        change: { mailboxes: { before: [], after: [account.help] } },
      },
    ]);
    expect(world.pushed).toContainEqual({ userId: account.ids.ute, version: 2 });
  });

  it('are refused whole when one is unknown or foreign', async () => {
    const wrong = [account.help, foreign.help, uuidv7()];
    expect(await faultsOf(setMailboxes('ute', wrong))).toEqual(['mailboxIds.1 unknown_id', 'mailboxIds.2 unknown_id']);
    expect((await mailboxesOf('ute')).items).toEqual([]);
  });

  it('twenty changes at once end in one of the wanted states, each told in its own version', async () => {
    const works = times(20).map((n) =>
      setMailboxes('ute', n % 2 === 0 ? [account.help] : [account.sales], n % 3 === 0 ? 'olga' : 'ana'),
    );
    expect(await outcomes(works)).toEqual({ done: 20 });
    expect((await mailboxesOf('ute')).items).toHaveLength(1);
    const versions = (await world.events(account, 'user.access_changed')).map((event) => event.version);
    expect(versions).toEqual(versions.map((_, index) => index + 2));
  });
});

describe('teams of a person', () => {
  it('are exactly those that were named, and bring their mailboxes', async () => {
    const { teamIds, version } = await setTeams('ute', [account.desk]);
    expect([teamIds, version]).toEqual([[account.desk], 2]);
    expect((await mailboxesOf('ute')).items).toEqual([{ mailboxId: account.sales, sources: [`team:${account.desk}`] }]);
    expect((await setTeams('ute', [])).teamIds).toEqual([]);
    expect((await world.events(account)).map(({ type, version, data }) => [type, version, data['changed']])).toEqual([
      ['team.members_changed', 2, undefined],
      ['user.access_changed', 2, ['teams', 'mailboxes']],
      ['team.members_changed', 3, undefined],
      ['user.access_changed', 3, ['teams', 'mailboxes']],
    ]);
    expect((await world.audited(account)).map((entry) => entry.action)).toEqual([
      'user.teams_changed',
      'user.teams_changed',
    ]);
  });

  it('are never those of a light user', async () => {
    expect(await faultsOf(setTeams('lily', [account.desk]))).toEqual(['teamIds.0 role']);
    expect(await codeOf(setTeams('lily', []))).toBe('done');
    expect(await faultsOf(setTeams('ute', [foreign.desk]))).toEqual(['teamIds.0 unknown_id']);
  });

  it('need the plan', async () => {
    const small = await world.account('standard');
    const read = world.as(small, 'olga', (caller) => world.userAccess.teams(caller, small.ids.uwe));
    const write = world.as(small, 'olga', (caller) =>
      world.userAccess.setTeams(caller, { userId: small.ids.uwe, teamIds: [] }),
    );
    expect(await outcomes([read, write])).toEqual({ plan_required: 2 });
  });
});

describe('who may', () => {
  it.each<[Who, Who, string]>([
    ['olga', 'olga', 'done'],
    ['olga', 'adam', 'done'],
    ['adam', 'ana', 'done'],
    ['adam', 'uwe', 'done'],
    ['adam', 'lily', 'done'],
    ['adam', 'sam', 'done'],
    ['adam', 'adam', 'forbidden'],
    ['adam', 'olga', 'forbidden'],
    ['uwe', 'uwe', 'forbidden'],
    ['uwe', 'ute', 'forbidden'],
    ['lily', 'lily', 'forbidden'],
  ])('%s change those of %s: %s', async (who, about, code) => {
    expect(await codeOf(setMailboxes(about, [account.help], who))).toBe(code);
    expect(await codeOf(setTeams(about, [], who))).toBe(code);
  });

  it.each<[Who, Who, string]>([
    ['adam', 'olga', 'done'],
    ['uwe', 'uwe', 'done'],
    ['lily', 'lily', 'done'],
    ['uwe', 'ute', 'forbidden'],
    ['lily', 'olga', 'forbidden'],
  ])('%s see those of %s: %s', async (who, about, code) => {
    expect(await codeOf(mailboxesOf(about, who))).toBe(code);
    expect(await codeOf(teamsOf(about, who))).toBe(code);
    const explain = world.as(account, who, (caller) =>
      world.explanations.explain(caller, { userId: account.ids[about], permission: 'threads.edit' }),
    );
    expect(await codeOf(explain)).toBe(code);
  });

  it('nobody of another account, who cannot tell it from an unknown person', async () => {
    for (const userId of [foreign.ids.uwe, uuidv7()]) {
      const works = world.as(account, 'olga', async (caller) => [
        world.userAccess.mailboxes(caller, userId),
        world.userAccess.setMailboxes(caller, { userId, mailboxIds: [] }),
        world.userAccess.setTeams(caller, { userId, teamIds: [] }),
        world.explanations.explain(caller, { userId, permission: 'threads.edit' }),
      ]);
      expect(await outcomes(await works)).toEqual({ not_found: 4 });
    }
  });
});

describe('explaining', () => {
  const explain = (about: Who, asked: { permission?: Permission; mailboxId?: string }) =>
    world.as(account, 'adam', (caller) => world.explanations.explain(caller, { userId: account.ids[about], ...asked }));

  it('names the team that gives a mailbox, the grant, the owner, the suspension, or nothing', async () => {
    const desk = { kind: 'team_grant', id: account.desk, name: 'Desk' };
    const because = async (about: Who, mailboxId: string) => (await explain(about, { mailboxId })).because;
    expect(await because('uwe', account.sales)).toEqual([desk]);
    expect(await because('adam', account.sales)).toEqual([{ kind: 'direct_grant' }]);
    expect(await because('olga', account.sales)).toEqual([{ kind: 'owner' }]);
    expect(await because('sam', account.sales)).toEqual([{ kind: 'suspended' }]);
    expect(await because('ute', account.sales)).toEqual([{ kind: 'not_granted' }]);
    await setMailboxes('uwe', [account.sales]);
    expect(await because('uwe', account.sales)).toEqual([{ kind: 'direct_grant' }, desk]);
  });

  it('names the set that decides a permission', async () => {
    await world.query(account, "UPDATE users SET permissions = '{tags.manage}' WHERE id = $1", [account.ids.uwe]);
    await world.query(
      account,
      "INSERT INTO role_permissions (account_id, role, permissions) VALUES ($1, 'user', '{docs.edit}')",
      [account.id],
    );
    const answers = [
      await explain('uwe', { permission: 'tags.manage' }),
      await explain('ute', { permission: 'docs.edit' }),
      await explain('ute', { permission: 'tags.manage' }),
      await explain('adam', { permission: 'account.billing' }),
    ];
    expect(answers).toEqual([
      { allowed: true, because: [{ kind: 'custom_set' }] },
      { allowed: true, because: [{ kind: 'account_default', name: 'user' }] },
      { allowed: false, because: [{ kind: 'account_default', name: 'user' }] },
      { allowed: false, because: [{ kind: 'role_default', name: 'administrator' }] },
    ]);
  });

  it('knows only mailboxes of the account', async () => {
    expect(await faultsOf(explain('uwe', { mailboxId: foreign.help }))).toEqual(['mailboxId unknown_id']);
    expect(await faultsOf(explain('uwe', { mailboxId: uuidv7() }))).toEqual(['mailboxId unknown_id']);
  });

  it('is asked for one thing', () => {
    const userId = uuidv7();
    const asked = [{}, { permission: 'threads.edit', mailboxId: uuidv7() }, { permission: 'everything' }];
    for (const query of asked)
      expect(userAccessCalls.explain.request.safeParse({ userId, ...query }).success).toBe(false);
  });
});
