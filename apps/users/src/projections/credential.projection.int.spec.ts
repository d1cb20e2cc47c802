// Real: PostgreSQL. Fake: auth, and nobody hears the hints.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { credentialEvents, type CloudEvent, type EventType } from '#contracts';
import { EventConsumers } from '#events';
import { openWorld, type World } from '../testing/lifecycle-world.js';
import { offerEndings } from '../testing/offer-parts.js';
import { CredentialProjection } from './credential.projection.js';

let world: World;
let projection: CredentialProjection;

beforeAll(async () => {
  world = await openWorld();
  const { database, users, updates, announcements } = world;
  const offers = offerEndings(database);
  projection = new CredentialProjection(new EventConsumers(), users, updates, announcements, offers);
});

afterAll(async () => {
  await world?.test.close();
});

async function happen(userId: string, sequence: number, type: EventType, data: object): Promise<void> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/auth',
    type: type.type,
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: world.accountId,
    sequence,
    actorid: null,
    data: { userId, ...data },
  };
  const effect = await projection.consumer.handlers.get(type.type)?.begin(event);
  await world.database.transaction({ accountId: world.accountId }, async () => effect?.());
}

const lock = (userId: string, sequence: number) => happen(userId, sequence, credentialEvents.locked, { failures: 10 });
const alertsOf = async (userId: string) => {
  const { user } = await world.reading.get(world.caller(world.ownerId), userId);
  return user.alerts.map(({ kind }) => kind).filter((kind) => kind === 'too_many_failed_sign_ins');
};
const ways = ['invitation', 'sign_up', 'reset', 'change', 'import'] as const;

describe('a block of sign-ins', () => {
  it.each(ways)('is over when a password was set by %s', async (via) => {
    const { id } = await world.person();
    await lock(id, 2);
    expect(await alertsOf(id)).toEqual(['too_many_failed_sign_ins']);
    await happen(id, 3, credentialEvents.passwordSet, { via });
    expect(await alertsOf(id)).toEqual([]);
  });

  it.each(ways)('stays when a password that was set before it by %s is told of late, and twice', async (via) => {
    const { id } = await world.person();
    await lock(id, 3);
    for (let time = 0; time < 2; time += 1) await happen(id, 2, credentialEvents.passwordSet, { via });
    expect(await alertsOf(id)).toEqual(['too_many_failed_sign_ins']);
    await happen(id, 4, credentialEvents.unlocked, {});
    await lock(id, 3);
    expect(await alertsOf(id)).toEqual([]);
  });
});
