// Real: PostgreSQL. Fake: pushes, and auth.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { secondFactorEvents, type CloudEvent, type EventType, type FactorKind } from '#contracts';
import { EventConsumers, Outbox } from '#events';
import { testDatabase, type TestDatabase } from '#testing';
import { EventOrigins } from '../audit/event-origins.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { usersDatabase } from '../database/service-database.js';
import { seed } from '../seed.js';
import { offerEndings } from '../testing/offer-parts.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { SecondFactorProjection } from './second-factor.projection.js';

let test: TestDatabase;
let projection: SecondFactorProjection;
const origin = { ip: '203.0.113.7', userAgent: 'a browser' };
const [accountId, userId, actorId] = [uuidv7(), uuidv7(), uuidv7()];

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  const { database } = test;
  const person = { firstName: 'Olga', lastName: 'Elsewhere', email: 'olga@elsewhere.example', role: 'owner' as const };
  const user = { ...person, id: userId, state: 'active' as const, mailboxIds: [], teamIds: [] };
  const account = { id: accountId, name: 'Elsewhere', plan: 'plus' as const, timezone: 'Etc/UTC' };
  await seed({ serviceUrl: test.serviceUrl, people: { account, mailboxes: [], teams: [], users: [user] } });
  projection = new SecondFactorProjection(
    new EventConsumers(),
    new UsersRepository(database),
    new AuditTrail(database),
    new UserAnnouncements(database, new Outbox(database), { send() {} } as never),
    offerEndings(database),
    new EventOrigins({ call: async () => ({ origin }) } as never),
  );
});

afterAll(async () => {
  await test?.close();
});

async function happen(type: EventType, sequence: number, kinds: FactorKind[]): Promise<void> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/auth',
    type: type.type,
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: accountId,
    sequence,
    actorid: actorId,
    requestid: 'request-1',
    data: { userId, kinds },
  };
  const effect = await projection.consumer.handlers.get(type.type)?.begin(event);
  await test.database.transaction({ accountId }, async () => effect?.());
}

const read = <Row>(sql: string) => test.database.transaction({ accountId }, () => test.database.query<Row>(sql));
const enabled = async () =>
  (await read<{ enabled: boolean }>('SELECT two_factor_enabled AS enabled FROM users'))[0]?.enabled;

describe('what auth says about second factors', () => {
  it('shows on the user, the newest first, whatever comes late', async () => {
    await happen(secondFactorEvents.enabled, 2, ['totp']);
    expect(await enabled()).toBe(true);
    await happen(secondFactorEvents.disabled, 4, ['passkey']);
    expect(await enabled()).toBe(true);
    await happen(secondFactorEvents.reset, 6, ['passkey']);
    expect(await enabled()).toBe(false);
    await happen(secondFactorEvents.enabled, 5, ['totp', 'passkey']);
    expect(await enabled()).toBe(false);
    await happen(secondFactorEvents.enabled, 7, ['totp']);
    await happen(secondFactorEvents.disabled, 8, []);
    expect(await enabled()).toBe(false);
  });

  it('is in the audit log, with who did it, from where, by which request', async () => {
    const entries = await read(
      `SELECT action, change, actor_kind, actor_id, ip, user_agent, request_id FROM audit_entries
       WHERE action = 'second_factor.reset'`,
    );
    expect(entries).toEqual([
      {
        action: 'second_factor.reset',
        change: { kinds: { before: ['passkey'] } },
        actor_kind: 'user',
        actor_id: actorId,
        ip: origin.ip,
        user_agent: origin.userAgent,
        request_id: 'request-1',
      },
    ]);
  });
});
