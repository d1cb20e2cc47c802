// Real: PostgreSQL and every service and repository in the way. Fake: pushes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlanName } from '#contracts';
import { codeOf, PlacesWorld, type Account } from '../testing/places-world.js';

let world: PlacesWorld;
let account: Account;

beforeAll(async () => {
  world = await PlacesWorld.open();
});
beforeEach(async () => {
  account = await world.account();
});
afterAll(async () => {
  await world?.close();
});

const change = (plan: PlanName) =>
  world.as(account, 'olga', (caller) => world.settings.update(caller, { changes: { plan } }));
const list = (filter: { mailboxId?: string; teamId?: string }) =>
  world.as(account, 'adam', (caller) =>
    world.reading.list(caller, { limit: 50, total: true, sort: 'name', ...filter }),
  );

const totalOf = (page: { items: unknown[]; total?: number }) => page.total;

/** Everything that says what Uwe can use: directly `help`, by his team `sales`. */
async function seen() {
  const { id: accountId, ids, sales } = account;
  const as = world.as.bind(world);
  const mine = await as(account, 'uwe', (caller) => world.reading.access(caller));
  const shown = await as(account, 'adam', (caller) => world.reading.get(caller, ids.uwe));
  const sources = await as(account, 'adam', (caller) => world.userAccess.mailboxes(caller, ids.uwe));
  const visible = await as(account, 'uwe', (caller) => world.mailboxList.list(caller, { limit: 50, total: true }));
  const one = await codeOf(as(account, 'uwe', (caller) => world.mailboxReading.get(caller, sales)));
  const users = await as(account, 'adam', (caller) =>
    world.mailboxReading.users(caller, { mailboxId: sales, limit: 50, total: true }),
  );
  const row = (await list({})).items.find((user) => user.id === ids.uwe);
  const filtered = await list({ mailboxId: sales });
  const answer = await as(account, 'adam', (caller) =>
    world.explanations.explain(caller, { userId: ids.uwe, mailboxId: sales }),
  );
  const preview = await as(account, 'adam', (caller) => world.mailboxReading.deletionPreview(caller, sales));
  const effective = await world.notifications.effective({ accountId, userIds: [ids.uwe] });
  return {
    access: mine.mailboxes,
    sources: sources.items,
    shown: [shown.user.teamIds, shown.user.mailboxIds],
    inList: [row?.teamIds, row?.mailboxIds],
    visible: [visible.items.map(({ id }) => id), totalOf(visible), one],
    holders: [users.items.map(({ userId }) => userId), totalOf(users)],
    filtered: [filtered.items.map(({ id }) => id), totalOf(filtered)],
    losing: preview.people.total,
    notified: effective.users.map(({ teams }) => Object.keys(teams)),
    answer,
  };
}

describe('a plan without teams', () => {
  it.each<PlanName>(['standard', 'free'])(
    '%s: what teams give gives nothing, and comes back with the plan',
    async (plan) => {
      const { help, sales, desk, ids } = account;
      const before = await seen();
      expect(before).toMatchObject({
        shown: [[desk], [help, sales]],
        visible: [[help, sales], 2, 'done'],
        holders: [[ids.adam, ids.olga, ids.sam, ids.uwe], 4],
        notified: [[desk]],
        answer: { allowed: true, because: [{ kind: 'team_grant', id: desk, name: 'Desk' }] },
      });
      await change(plan);
      expect(await seen()).toEqual({
        access: [{ mailboxId: help, sources: ['direct'] }],
        sources: [{ mailboxId: help, sources: ['direct'] }],
        shown: [[], [help]],
        inList: [[], [help]],
        visible: [[help], 1, 'not_found'],
        holders: [[ids.adam, ids.olga], 2],
        filtered: [[ids.adam, ids.olga], 2],
        losing: 2,
        notified: [[]],
        answer: {
          allowed: false,
          because: [
            { kind: 'plan', name: plan },
            { kind: 'team_grant_paused', id: desk, name: 'Desk' },
          ],
        },
      });
      await change('company');
      expect(await seen()).toEqual(before);
    },
  );

  it('leaves a mailbox that is granted directly besides', async () => {
    const { ids, help, sales } = account;
    const both = (caller: Parameters<Parameters<PlacesWorld['as']>[2]>[0]) =>
      world.userAccess.setMailboxes(caller, { userId: ids.uwe, mailboxIds: [help, sales] });
    await world.as(account, 'adam', both);
    await change('free');
    const { sources, answer } = await seen();
    expect(sources).toEqual([help, sales].map((mailboxId) => ({ mailboxId, sources: ['direct'] })));
    expect(answer).toEqual({ allowed: true, because: [{ kind: 'direct_grant' }] });
  });

  it('has no list of the people of a team', async () => {
    await change('free');
    expect(await codeOf(list({ teamId: account.desk }))).toBe('plan_required');
  });

  it('is told once for everybody', async () => {
    await change('free');
    await change('plus');
    expect((await world.events(account)).map(({ type, data }) => [type, data])).toEqual([
      [
        'account.plan_changed',
        { from: 'plus', to: 'free', stops: ['teams', 'custom_permissions', 'light_users', 'api_keys'], starts: [] },
      ],
      [
        'account.plan_changed',
        { from: 'free', to: 'plus', stops: [], starts: ['teams', 'custom_permissions', 'light_users', 'api_keys'] },
      ],
    ]);
  });

  it('says what goes with somebody who is deleted meanwhile', async () => {
    await change('free');
    const { ids, desk } = account;
    const receipt = await world.as(account, 'olga', (caller) =>
      world.deletion.delete(caller, { userId: ids.uwe, confirm: 'DELETE' }),
    );
    expect(receipt.removed.teams.items).toEqual([{ id: desk, name: 'Desk' }]);
    const [entry] = (await world.audited(account)).filter(({ action }) => action === 'user.deleted');
    expect(entry?.change['teamIds']).toEqual({ before: [desk], after: [] });
  });

  it('changes after or before a change of teams, never in the middle', async () => {
    const { ids } = account;
    const leave = world.as(account, 'adam', (caller) =>
      world.userAccess.setTeams(caller, { userId: ids.uwe, teamIds: [] }),
    );
    const [code] = await Promise.all([codeOf(leave), change('free')]);
    await change('plus');
    const { user } = await world.as(account, 'adam', (caller) => world.reading.get(caller, ids.uwe));
    expect([code, user.teamIds.length]).toEqual(code === 'done' ? ['done', 0] : ['plan_required', 1]);
  });
});
