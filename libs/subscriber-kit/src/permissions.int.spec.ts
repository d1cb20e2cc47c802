// Real: NATS with the permissions that the contracts declare. Fake: who publishes and answers.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import {
  callHeaderNames,
  eventStream,
  eventSubject,
  lifecycleEvents,
  natsPermissions,
  peopleCalls,
  rosterCalls,
} from '#contracts';
import { testNats, type TestNats } from '#testing';
import { on, Subscriber } from './index.js';

const name = 'conversations';
const schema = `kit_${uuidv7().slice(-8)}`;
let nats: TestNats;
let users: NatsConnection;
let own: NatsConnection;
let pool: Pool;

const userOf = (user: string) => {
  const { publish, subscribe } = natsPermissions()[user as typeof name];
  return {
    user,
    password: 'secret',
    permissions: {
      publish: { allow: publish },
      subscribe: { allow: subscribe },
    },
  };
};

const connectAs = (user: string) =>
  connect({ servers: nats.url, user, pass: 'secret', inboxPrefix: `_INBOX.${user}`, timeout: 5_000 });

beforeAll(async () => {
  nats = await testNats({ accounts: { MUSTER: { jetstream: 'enabled', users: [userOf('users'), userOf(name)] } } });
  [users, own] = await Promise.all([connectAs('users'), connectAs(name)]);
  pool = new Pool({ connectionString: process.env['TEST_DATABASE_ADMIN_URL'], max: 10 });
  await pool.query(`CREATE SCHEMA ${schema}`);
  const manager = await jetstreamManager(users, { checkAPI: false });
  await manager.streams.add({ name: eventStream, subjects: ['events.>'] });
}, 60_000);

afterAll(async () => {
  await Promise.all([users?.close(), own?.close()]);
  await nats?.close();
  await pool?.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool?.end();
});

const accountId = uuidv7();
const publish = async (userId: string) => {
  const event = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type: 'user.deleted',
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event:user.deleted:v1',
    accountid: accountId,
    sequence: 2,
    data: { userId, reassignTo: null },
  };
  await jetstream(users).publish(eventSubject(accountId, 'user.deleted'), JSON.stringify(event));
};

describe('a subscriber as its own NATS user', () => {
  it('consumes, replays and asks for names', async () => {
    const seen: string[] = [];
    const subscriber = new Subscriber({
      name,
      schema,
      pool,
      nats: { url: nats.url, user: name, password: 'secret' },
      handlers: [on(lifecycleEvents.deleted, async ({ data }) => void seen.push(data.userId))],
    });
    await subscriber.start();
    const userId = uuidv7();
    await publish(userId);
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await subscriber.caughtUp();
    await subscriber.replay();
    await subscriber.caughtUp();
    expect(seen).toEqual([userId, userId]);

    const person = { id: userId, displayName: 'Nadia Okafor', role: 'user', state: 'deleted', version: 2 };
    const answer = headers();
    answer.set(callHeaderNames.status, 'ok');
    for (const [subject, next] of [
      [rosterCalls.names.subject, undefined],
      [rosterCalls.page.subject, null],
    ] as const) {
      users.subscribe(subject, {
        queue: 'users',
        callback: (_error, message) =>
          void message.respond(JSON.stringify({ people: [person], ...(next === null ? { next } : {}) }), {
            headers: answer,
          }),
      });
    }
    await users.flush();
    expect(await subscriber.call(rosterCalls.names, { accountId, userIds: [userId] })).toEqual({ people: [person] });
    const everybody = [];
    for await (const each of subscriber.people(accountId)) everybody.push(each);
    expect(everybody).toEqual([person]);
    await subscriber.stop();
  }, 30_000);

  const refused = expect.objectContaining({ message: expect.stringMatching(/permissions violation/i) });

  it('publishes no event', async () => {
    await expect(jetstream(own).publish(eventSubject(accountId, 'user.deleted'), '{}')).rejects.toEqual(refused);
  });

  it('asks for no addresses', async () => {
    const asking = own.request(peopleCalls.resolve.subject, JSON.stringify({ userIds: [uuidv7()] }));
    await expect(asking).rejects.toEqual(refused);
  });

  it('has no consumer but its own, and none with more than its filter', async () => {
    const manager = await jetstreamManager(own, { checkAPI: false, timeout: 1_000 });
    const consumer = (durable: string, filter: string) =>
      manager.consumers.add(eventStream, {
        durable_name: durable,
        filter_subject: filter,
        ack_policy: AckPolicy.Explicit,
      });
    await expect(consumer('conversations-user', 'events.*.session.>')).rejects.toThrow();
    await expect(consumer('conversations-user', 'events.>')).rejects.toThrow();
    await expect(consumer('auth-users', 'events.*.user.>')).rejects.toThrow();
    await expect(manager.consumers.delete(eventStream, 'auth-users')).rejects.toThrow();
    await expect(manager.streams.delete(eventStream)).rejects.toThrow();
    await expect(manager.streams.purge(eventStream)).rejects.toThrow();
  });

  it('hears nothing on the wire', async () => {
    const subscription = own.subscribe('events.>');
    await expect(subscription.closed).resolves.toEqual(refused);
  });
});
