// Real: PostgreSQL. Fake: the auth and notifications services, and nobody hears the hints.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { credentialEvents, mailEvents, type CloudEvent, type EventType, type UserState } from '#contracts';
import { EventConsumers } from '#events';
import { CredentialProjection } from '../projections/credential.projection.js';
import { MailProjection } from '../projections/mail.projection.js';
import { openWorld, outcomes, type World } from '../testing/lifecycle-world.js';

let world: World;
let consumers: EventConsumers;

beforeAll(async () => {
  world = await openWorld();
  consumers = new EventConsumers();
  const projections = [
    new CredentialProjection(consumers, world.users, world.updates, world.announcements, world.offers),
    new MailProjection(consumers, world.users, world.announcements),
  ];
  expect(projections).toHaveLength(consumers.all().length);
});

afterAll(async () => {
  await world?.test.close();
});

const owner = () => world.caller(world.ownerId);
const inAccount = <T>(work: () => Promise<T>) => world.database.transaction({ accountId: world.accountId }, work);
const revoke = (userId: string, by = owner()) => world.as(by, () => world.invitations.revoke(by, userId));
const invite = (userId: string, by = owner()) =>
  world.as(by, () => inAccount(() => world.invitations.send(by, userId)));
const read = async (userId: string) => (await world.reading.get(owner(), userId)).user;
const listed = async (filters: { state: Exclude<UserState, 'deleted'> } | { alert: 'not_invited' }, userId: string) => {
  const { items } = await world.reading.list(owner(), { sort: '-createdAt', limit: 100, total: false, ...filters });
  return items.find(({ id }) => id === userId);
};

async function tell(type: EventType, userId: string, data: object): Promise<void> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/test',
    type: type.type,
    subject: uuidv7(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:test',
    accountid: world.accountId,
    sequence: 1,
    actorid: null,
    data: { userId, ...data },
  };
  for (const { handlers } of consumers.all()) {
    const effect = await handlers.get(type.type)?.begin(event);
    await inAccount(async () => effect?.());
  }
}

/** What auth tells of an acceptance. */
const accepted = (userId: string, invitationVersion?: number) =>
  tell(credentialEvents.passwordSet, userId, {
    via: 'invitation',
    ...(invitationVersion === undefined ? {} : { invitationVersion }),
  });

describe('revoking an invitation', () => {
  it('leaves somebody who is not invited, and shows what was revoked', async () => {
    const person = await world.person({ state: 'invited' });
    const before = await read(person.id);
    const seats = await world.reading.seats(owner());
    const { user, version } = await revoke(person.id);
    expect(user).toMatchObject({
      state: 'not_invited',
      alerts: [{ kind: 'not_invited' }],
      invitation: { ...before.invitation, status: 'revoked' },
      teamIds: [world.teamId],
    });
    expect(version).toBe(2);
    expect(await read(person.id)).toEqual({ ...user, updatedAt: expect.any(String) });
    const after = await world.reading.seats(owner());
    expect(after).toEqual({ ...seats, pendingInvites: seats.pendingInvites - 1 });
    expect((await listed({ state: 'not_invited' }, person.id))?.invitation?.status).toBe('revoked');
    expect((await listed({ alert: 'not_invited' }, person.id))?.alerts).toEqual([{ kind: 'not_invited' }]);
    expect(await listed({ state: 'invited' }, person.id)).toBeUndefined();
  });

  it('is told and recorded', async () => {
    const person = await world.person({ state: 'invited' });
    await revoke(person.id);
    expect(await world.events(person.id)).toEqual([
      {
        type: 'user.invitation_revoked',
        version: 2,
        data: { userId: person.id, invitation: { version: 1 } },
      },
    ]);
    const [entry] = await world.sql('SELECT actor_id, action, change FROM audit_entries WHERE target_id = $1', [
      person.id,
    ]);
    expect(entry).toEqual({
      actor_id: world.ownerId,
      action: 'user.invitation_revoked',
      change: { state: { before: 'invited', after: 'not_invited' }, invitationVersion: { before: 1, after: null } },
    });
  });

  it('withdraws one that has expired, too', async () => {
    const person = await world.person({ state: 'invited' });
    await world.sql(`UPDATE users SET invitation_expires_at = now() - interval '1 day' WHERE id = $1`, [person.id]);
    expect((await read(person.id)).state).toBe('invite_expired');
    const { user } = await revoke(person.id);
    expect([user.state, user.invitation?.status]).toEqual(['not_invited', 'revoked']);
  });

  it('lets them be invited again', async () => {
    const person = await world.person({ state: 'invited' });
    await revoke(person.id);
    const { user } = await invite(person.id);
    expect([user.state, user.invitation?.status, user.alerts]).toEqual(['invited', 'pending', []]);
    expect((await world.events(person.id)).at(-1)).toMatchObject({ data: { invitation: { version: 2 } } });
    await accepted(person.id, 2);
    const joined = await read(person.id);
    expect([joined.state, joined.invitation?.status]).toEqual(['active', 'accepted']);
  });

  it('is nothing that a deletion and a restoration bring back', async () => {
    const person = await world.person({ state: 'invited' });
    await revoke(person.id);
    await world.as(owner(), () => world.controller.delete({ userId: person.id, confirm: 'DELETE' }, owner()));
    await world.as(owner(), () => world.controller.restore({ userId: person.id }, owner()));
    const user = await read(person.id);
    expect([user.state, user.invitation]).toEqual(['not_invited', null]);
  });

  it('is refused where nothing is open, for strangers, and without the right', async () => {
    const [active, suspended, revoked] = [
      await world.person(),
      await world.person({ state: 'invited' }),
      await world.person({ state: 'invited' }),
    ];
    await world.suspensions.suspend(owner(), { userId: suspended.id });
    await revoke(revoked.id);
    for (const [id, code] of [
      [active.id, 'already_active'],
      [suspended.id, 'conflict'],
      [revoked.id, 'conflict'],
      [uuidv7(), 'not_found'],
    ] as const) {
      await expect(revoke(id)).rejects.toMatchObject({ code });
    }
    const invited = await world.person({ state: 'invited', role: 'administrator' });
    await expect(revoke(invited.id, world.caller(active.id))).rejects.toMatchObject({ code: 'forbidden' });
    // To whom only this permission was given does not manage administrators.
    await world.sql(`UPDATE users SET permissions = '{users.manage}' WHERE id = $1`, [active.id]);
    await expect(revoke(invited.id, world.caller(active.id))).rejects.toMatchObject({ code: 'forbidden' });
    const foreign = await openWorld();
    try {
      const stranger = foreign.caller(foreign.ownerId);
      await expect(foreign.invitations.revoke(stranger, invited.id)).rejects.toMatchObject({ code: 'not_found' });
    } finally {
      await foreign.test.close();
    }
    expect((await read(invited.id)).state).toBe('invited');
  });

  it('still hears what became of the mail', async () => {
    const person = await world.person({ state: 'invited' });
    await revoke(person.id);
    const detail = 'the invitation is not needed any more';
    const mail = { mailId: uuidv7(), kind: 'invitation', invitationVersion: 1, at: new Date().toISOString(), detail };
    await tell(mailEvents.suppressed, person.id, mail);
    expect((await read(person.id)).invitation).toMatchObject({
      status: 'revoked',
      mail: { status: 'suppressed', detail },
    });
  });
});

describe('an acceptance at the same time', () => {
  it('wins or loses: never do both', async () => {
    const winners = new Set<string>();
    // From side by side to one well before the other, which is sure to win.
    for (const lead of [0, 0, 1, 2, 4, 8, 400]) {
      for (const ahead of ['arrival', 'revocation']) {
        const person = await world.person({ state: 'invited' });
        const caller = world.caller(person.id);
        const after = (what: string) => sleep(what === ahead ? 0 : lead);
        const both = [
          after('arrival').then(() => world.updates.arrive(caller, { invitationVersion: 1 })),
          after('revocation').then(() => revoke(person.id)),
        ];
        const results = outcomes(await Promise.allSettled(both));
        const { state } = await read(person.id);
        expect(results).toEqual(state === 'active' ? ['already_active', 'done'] : ['done', 'link_invalid']);
        winners.add(state);
      }
    }
    expect([...winners].sort()).toEqual(['active', 'not_invited']);
  });

  it('opens nothing when auth had not heard of the revocation', async () => {
    const person = await world.person({ state: 'invited' });
    await revoke(person.id);
    for (const version of [1, undefined]) {
      await accepted(person.id, version);
      expect((await read(person.id)).state).toBe('not_invited');
    }
    const caller = world.caller(person.id);
    await expect(world.updates.arrive(caller, {})).rejects.toMatchObject({ code: 'link_invalid' });
    // Nor may they do anything with the session that auth made meanwhile.
    await expect(world.reading.me(caller)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('of a revoked invitation is not one of the next', async () => {
    const person = await world.person({ state: 'invited' });
    await revoke(person.id);
    await invite(person.id);
    await accepted(person.id, 1);
    const caller = world.caller(person.id);
    await expect(world.updates.arrive(caller, { invitationVersion: 1 })).rejects.toMatchObject({
      code: 'link_invalid',
    });
    expect((await read(person.id)).state).toBe('invited');
    await world.updates.arrive(caller, { invitationVersion: 2 });
    expect((await read(person.id)).state).toBe('active');
  });

  it('counts though another invitation was sent meanwhile', async () => {
    const person = await world.person({ state: 'invited' });
    await invite(person.id);
    await accepted(person.id, 1);
    expect((await read(person.id)).state).toBe('active');
  });
});
