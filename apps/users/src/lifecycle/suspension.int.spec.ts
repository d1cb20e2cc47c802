// Real: PostgreSQL. Fake: nobody hears the hints.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LifecycleClock } from './lifecycle-clock.js';
import { readUntil } from './suspensions.service.js';
import { openWorld, outcomes, type World } from '../testing/lifecycle-world.js';

const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world?.test.close();
});

const owner = () => world.caller(world.ownerId);
const suspend = (userId: string, terms: object = {}, by = owner()) =>
  world.as(by, () => world.suspensions.suspend(by, { userId, ...terms }));
const lift = (userId: string, by = owner()) => world.as(by, () => world.suspensions.lift(by, userId));
const makeDue = (userId: string) =>
  world.sql(`UPDATE users SET suspended_until = now() - interval '1 second' WHERE id = $1`, [userId]);
const silent = { warn() {}, error() {} };
const clock = () => new LifecycleClock(world.suspensions, world.erasure, silent as never);

describe('the return date', () => {
  const now = new Date('2026-02-28T12:00:00.000Z');

  it.each([
    '2026-02-28T12:00:00.000Z',
    '2020-01-01T00:00:00.000Z',
    '2028-02-28T12:00:00.001Z',
    '2026-13-45T00:00:00.000Z',
  ])('is not %s', (until) => {
    expect(() => readUntil(until, now)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });

  it('may be in two years, or missing', () => {
    expect(readUntil('2028-02-28T12:00:00.000Z', now)?.getUTCFullYear()).toBe(2028);
    expect([readUntil(null, now), readUntil(undefined, now)]).toEqual([null, null]);
  });
});

describe('suspending', () => {
  it('frees the seat, keeps the rest, and says so', async () => {
    const person = await world.person();
    const before = await world.reading.seats(owner());
    const until = inDays(30);
    const { user, version } = await suspend(person.id, { until, reason: 'Parental leave' });
    expect([user.state, user.suspension?.until, user.suspension?.reason]).toEqual([
      'suspended',
      until,
      'Parental leave',
    ]);
    expect([user.teamIds, user.mailboxIds, version]).toEqual([[world.teamId], [world.mailboxId], 2]);
    const after = await world.reading.seats(owner());
    expect([after.billable, after.suspended]).toEqual([before.billable - 1, before.suspended + 1]);
    expect(await world.events(person.id)).toEqual([
      { type: 'user.suspended', version: 2, data: { userId: person.id, until } },
    ]);
    expect(await world.actions(person.id)).toEqual(['user.suspended']);
  });

  it('keeps the reason among what can be erased', async () => {
    const person = await world.person();
    await suspend(person.id, { reason: 'Ill' });
    const [entry] = await world.sql<{ change: object; personal_change: object }>(
      'SELECT change, personal_change FROM audit_entries WHERE target_id = $1',
      [person.id],
    );
    expect([JSON.stringify(entry?.change), entry?.personal_change]).toEqual([
      expect.not.stringContaining('Ill'),
      { reason: { before: null, after: 'Ill' } },
    ]);
  });

  it('refuses everything that the person tries from now on', async () => {
    const person = await world.person({ role: 'administrator' });
    await suspend(person.id);
    await expect(world.reading.me(world.caller(person.id))).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(suspend(world.ownerId, {}, world.caller(person.id))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('changes its terms when it is sent again, and does nothing when they are the same', async () => {
    const person = await world.person();
    const first = await suspend(person.id);
    const second = await suspend(person.id, { until: inDays(3) });
    expect(second.user.suspension?.since).toBe(first.user.suspension?.since);
    const third = await suspend(person.id, { until: second.user.suspension?.until });
    expect(third.version).toBe(second.version);
    expect(await world.actions(person.id)).toEqual(['user.suspended', 'user.suspension_changed']);
  });

  it('kills a pending invitation: the person is to be invited again after it', async () => {
    const person = await world.person({ state: 'invited' });
    const suspended = await suspend(person.id);
    expect([suspended.user.state, suspended.user.invitation]).toEqual(['suspended', null]);
    await expect(
      world.database.transaction({ accountId: world.accountId }, () => world.invitations.send(owner(), person.id)),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect((await lift(person.id)).user.state).toBe('not_invited');
    const again = await world.as(owner(), () =>
      world.database.transaction({ accountId: world.accountId }, () => world.invitations.send(owner(), person.id)),
    );
    expect(again.user.state).toBe('invited');
    const versions = (await world.events(person.id)).filter((event) => event.type === 'user.invited');
    expect(versions[0]?.data['invitation']).toMatchObject({ version: 3 });
  });

  it('lets managers go on to edit the profile', async () => {
    const person = await world.person();
    await suspend(person.id);
    const { user } = await world.as(owner(), () =>
      world.updates.update(owner(), { userId: person.id, changes: { jobTitle: 'Away' } }),
    );
    expect([user.state, user.jobTitle]).toEqual(['suspended', 'Away']);
  });

  it('is refused for the owner, oneself, strangers, and without the permission', async () => {
    const administrator = await world.person({ role: 'administrator' });
    const user = await world.person();
    const asAdministrator = world.caller(administrator.id);
    await expect(suspend(world.ownerId, {}, asAdministrator)).rejects.toMatchObject({ code: 'last_owner' });
    await expect(suspend(world.ownerId)).rejects.toMatchObject({ code: 'last_owner' });
    await expect(suspend(administrator.id, {}, asAdministrator)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(suspend(administrator.id, {}, world.caller(user.id))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(suspend('019bb138-13e8-7c05-ada3-229ad749d055')).rejects.toMatchObject({ code: 'not_found' });
    expect((await suspend(administrator.id)).user.state).toBe('suspended');
  });

  it('ends each of two administrators who suspend each other at once, or one of them', async () => {
    const [one, other] = [await world.person({ role: 'administrator' }), await world.person({ role: 'administrator' })];
    const results = await Promise.allSettled([
      suspend(other.id, {}, world.caller(one.id)),
      suspend(one.id, {}, world.caller(other.id)),
    ]);
    expect(outcomes(results)).toEqual(['done', 'unauthenticated']);
  });
});

describe('lifting', () => {
  it('brings back the state, and no session from before', async () => {
    const person = await world.person();
    const old = world.caller(person.id, { auth_time: Math.floor(Date.now() / 1000) - 60 });
    expect((await world.reading.me(old)).me.id).toBe(person.id);
    await suspend(person.id, { until: inDays(3) });
    const { user } = await lift(person.id);
    expect([user.state, user.suspension]).toEqual(['active', null]);
    await expect(world.reading.me(old)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await world.reading.me(world.caller(person.id))).me.id).toBe(person.id);
    // Keys only paused.
    expect((await world.reading.me({ ...old, kind: 'api_token' })).me.id).toBe(person.id);
    expect((await world.events(person.id)).at(-1)).toMatchObject({
      type: 'user.suspension_lifted',
      data: { userId: person.id, by: 'manager' },
    });
  });

  it('happens once of twenty times', async () => {
    const person = await world.person();
    await suspend(person.id);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lift(person.id)));
    expect(outcomes(results).filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes(results).filter((outcome) => outcome === 'conflict')).toHaveLength(19);
    expect(await world.actions(person.id)).toEqual(['user.suspended', 'user.suspension_lifted']);
  });
});

describe('the clock', () => {
  it('lifts what is due exactly once, whoever asks', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => world.person()));
    const stays = await world.person();
    for (const { id } of [...people, stays]) await suspend(id, { until: inDays(1) });
    for (const { id } of people) await makeDue(id);
    const done = await Promise.all(Array.from({ length: 6 }, () => clock().once()));
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(people.length);
    for (const { id } of people) {
      const lifted = (await world.events(id)).filter((event) => event.type === 'user.suspension_lifted');
      expect(lifted).toEqual([expect.objectContaining({ data: { userId: id, by: 'schedule' } })]);
      expect(await world.actions(id)).toEqual(['user.suspended', 'user.suspension_lifted']);
    }
    expect((await world.reading.get(owner(), stays.id)).user.state).toBe('suspended');
    const [entry] = await world.sql<{ actor_kind: string }>(
      `SELECT actor_kind FROM audit_entries WHERE target_id = $1 AND action = 'user.suspension_lifted'`,
      [people[0]?.id],
    );
    expect(entry?.actor_kind).toBe('service');
  });

  it('does not lift what a manager has prolonged or lifted in the same moment', async () => {
    const person = await world.person();
    await suspend(person.id, { until: inDays(1) });
    await makeDue(person.id);
    const due = await world.suspensions.due(10);
    await suspend(person.id, { until: inDays(2) });
    expect(await Promise.all(due.map((one) => world.suspensions.liftDue(one)))).toEqual([false]);
    await lift(person.id);
    expect(await Promise.all(due.map((one) => world.suspensions.liftDue(one)))).toEqual([false]);
    expect((await world.events(person.id)).filter(({ type }) => type === 'user.suspension_lifted')).toHaveLength(1);
  });

  it('leaves deleted people alone', async () => {
    const person = await world.person();
    await suspend(person.id, { until: inDays(1) });
    await makeDue(person.id);
    await world.as(owner(), () => world.deletion.delete(owner(), { userId: person.id, confirm: 'DELETE' }));
    expect(await clock().once()).toBe(0);
    expect((await world.events(person.id)).at(-1)?.type).toBe('user.deleted');
  });

  it('serves the others when one fails', async () => {
    const [bad, good] = [await world.person(), await world.person()];
    for (const { id } of [bad, good]) {
      await suspend(id, { until: inDays(1) });
      await makeDue(id);
    }
    const failing = {
      due: (limit: number) => world.suspensions.due(limit),
      liftDue: async (due: { id: string; account_id: string }) => {
        if (due.id === bad.id) throw new Error('broken');
        return world.suspensions.liftDue(due);
      },
    };
    expect(await new LifecycleClock(failing as never, world.erasure, silent as never).once()).toBe(1);
    expect((await world.reading.get(owner(), good.id)).user.state).toBe('active');
    expect(await clock().once()).toBe(1);
  });
});
