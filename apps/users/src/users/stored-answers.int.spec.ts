// Real: PostgreSQL. Fake: nobody hears the hints.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '#contracts';
import { openWorld, type World } from '../testing/lifecycle-world.js';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world?.test.close();
});

/** In a transaction that began a while ago: its time, which is what is stored, is not that of the service any more. */
async function late<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
  return world.as(caller, () =>
    world.database.transaction({ accountId: world.accountId }, async () => {
      await world.database.query('SELECT pg_sleep(0.02)');
      return work();
    }),
  );
}

interface Write {
  state?: 'active' | 'invited';
  before?: (userId: string, owner: Caller) => Promise<unknown>;
  write: (userId: string, owner: Caller) => Promise<{ user: object; version: number }>;
}

const writes: Record<string, Write> = {
  'sending an invitation': { state: 'invited', write: (id, owner) => world.invitations.send(owner, id) },
  'revoking one': { state: 'invited', write: (id, owner) => world.invitations.revoke(owner, id) },
  'an update': { write: (userId, by) => world.updates.update(by, { userId, changes: { jobTitle: 'Lead' } }) },
  'a change of the role': {
    write: (userId, by) => world.updates.update(by, { userId, changes: { role: 'light_user' } }),
  },
  'a suspension': { write: (userId, by) => world.controller.suspend({ userId, reason: 'Leave' }, by) },
  'the suspension of somebody invited': {
    state: 'invited',
    write: (userId, by) => world.controller.suspend({ userId }, by),
  },
  'its end': {
    before: (userId, by) => world.suspensions.suspend(by, { userId }),
    write: (userId, by) => world.controller.liftSuspension({ userId }, by),
  },
  'a restoration': {
    before: (userId, by) => world.as(by, () => world.controller.delete({ userId, confirm: 'DELETE' }, by)),
    write: (userId, by) => world.controller.restore({ userId }, by),
  },
};

describe('an answer', () => {
  it.each(Object.entries(writes))('of %s is what is stored', async (_name, { state, before, write }) => {
    const owner = world.caller(world.ownerId);
    const { id } = await world.person(state === undefined ? {} : { state });
    await before?.(id, owner);
    const answer = await late(owner, () => write(id, owner));
    expect(answer).toEqual(await world.reading.get(owner, id));
  });

  it('of a creation is what is stored', async () => {
    const owner = world.caller(world.ownerId);
    const body = { firstName: 'Noor', lastName: 'Haddad', email: 'noor@people.example', role: 'user' as const };
    const answer = await late(owner, () =>
      world.creation.create(owner, { ...body, sendInvite: true, teamIds: [world.teamId], mailboxIds: [] }),
    );
    expect(answer).toEqual(await world.reading.get(owner, answer.user.id));
  });

  it('of an arrival is what is stored', async () => {
    const { id } = await world.person({ state: 'invited' });
    const caller = world.caller(id);
    const answer = await late(caller, () =>
      world.updates.arrive(caller, { invitationVersion: 1, timezone: 'Asia/Tokyo' }),
    );
    expect(answer).toEqual(await world.reading.me(caller));
  });
});
