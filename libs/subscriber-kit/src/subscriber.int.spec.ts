// Real: PostgreSQL and NATS with JetStream. Fake: who publishes.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import {
  eventStream,
  eventSubject,
  lifecycleEvents,
  subscriberConsumer,
  userEvents,
  type CloudEvent,
} from '#contracts';
import { ackWaitMs } from '#pacing';
import { testNats, type TestNats } from '#testing';
import { applyNewer, on, Subscriber, type SubscriberOptions, type Tx } from './index.js';

const accountId = uuidv7();
const schema = `kit_${randomBytes(4).toString('hex')}`;
let pool: Pool;
let nats: TestNats;
let publisher: NatsConnection;
let running: Subscriber[] = [];
/** Runs inside the handlers, before they return. */
let interfere: (event: { id: string; data: { userId: string } }, tx: Tx) => Promise<void>;

async function until(what: string, probe: () => Promise<boolean> | boolean, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await probe())) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const createEffects = `CREATE TABLE ${schema}.effects (
    user_id uuid NOT NULL, event_id uuid NOT NULL, sequence int NOT NULL, copy text NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY);
  CREATE TABLE ${schema}.people (account_id uuid, user_id uuid, role text, role_version int NOT NULL,
    PRIMARY KEY (account_id, user_id))`;

function subscriber(copy = 'one', options: Partial<SubscriberOptions> = {}): Subscriber {
  const record = async (event: CloudEvent & { data: { userId: string } }, tx: Tx) => {
    await tx.query(`INSERT INTO ${schema}.effects (user_id, event_id, sequence, copy) VALUES ($1, $2, $3, $4)`, [
      event.data.userId,
      event.id,
      event.sequence,
      copy,
    ]);
    await interfere(event, tx);
  };
  const made = new Subscriber({
    name: 'trial',
    schema,
    pool,
    nats: { url: nats.url },
    handlers: [
      on(lifecycleEvents.deleted, record),
      on(userEvents.roleChanged, async (event, tx) => {
        await record(event, tx);
        await applyNewer(tx, {
          table: `${schema}.people`,
          key: { account_id: event.accountid, user_id: event.data.userId },
          version: event.sequence,
          versionColumn: 'role_version',
          set: { role: event.data.to },
        });
      }),
    ],
    ...options,
  });
  running.push(made);
  return made;
}

function roleChange(userId: string, sequence: number, to = 'user'): CloudEvent {
  const data = { userId, from: 'user', to };
  return envelope('user.role_changed', userId, sequence, data);
}

function envelope(type: string, userId: string, sequence: number, data: object): CloudEvent {
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type,
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:muster:event:${type}:v1`,
    accountid: accountId,
    sequence,
    actorid: null,
    data,
  };
}

const deletion = (userId: string, sequence: number) =>
  envelope('user.deleted', userId, sequence, { userId, reassignTo: null });

// Without a message id: the stream takes a repeat for another message.
const publish = async (event: CloudEvent) => {
  await jetstream(publisher).publish(eventSubject(accountId, event.type), JSON.stringify(event));
};

const rows = async <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
  (await pool.query<Row>(sql, params)).rows;

const effectsOf = async (userId: string) =>
  (
    await rows<{ sequence: number }>(`SELECT sequence FROM ${schema}.effects WHERE user_id = $1 ORDER BY position`, [
      userId,
    ])
  ).map(({ sequence }) => sequence);

const state = async () => ({
  effects: await rows(`SELECT user_id, event_id, sequence FROM ${schema}.effects ORDER BY event_id`),
  people: await rows(`SELECT * FROM ${schema}.people ORDER BY user_id`),
});

beforeAll(async () => {
  nats = await testNats();
  publisher = await connect({ servers: nats.url, maxReconnectAttempts: -1 });
  pool = new Pool({ connectionString: process.env['TEST_DATABASE_ADMIN_URL'], max: 20 });
  await pool.query(`CREATE SCHEMA ${schema}; ${createEffects}`);
}, 60_000);

beforeEach(async () => {
  interfere = () => Promise.resolve();
  const manager = await jetstreamManager(publisher);
  await manager.streams.add({ name: eventStream, subjects: ['events.>'] });
});

afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()));
  running = [];
  const manager = await jetstreamManager(publisher);
  await manager.streams.delete(eventStream);
  await pool.query(`TRUNCATE ${schema}.effects, ${schema}.people`);
  await pool.query(`TRUNCATE ${schema}.subscriber_inbox, ${schema}.subscriber_dead_letters`);
});

afterAll(async () => {
  await pool?.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool?.end();
  await publisher?.close();
  await nats?.close();
});

describe('an event', () => {
  it('takes effect once, however often and in whatever order it is delivered', async () => {
    const users = Array.from({ length: 20 }, () => uuidv7());
    const events = users.flatMap((userId) => [roleChange(userId, 2), roleChange(userId, 3, 'light_user')]);
    const deliveries = [...events, ...events, ...events].sort(() => Math.random() - 0.5);
    const one = subscriber();
    await one.start();
    await Promise.all(deliveries.map(publish));
    await one.caughtUp();
    expect(await rows(`SELECT event_id FROM ${schema}.effects`)).toHaveLength(events.length);
    const people = await rows<{ role: string; role_version: number }>(
      `SELECT role, role_version FROM ${schema}.people`,
    );
    expect(people).toEqual(users.map(() => ({ role: 'light_user', role_version: 3 })));
  });

  it('is passed over when its type has no handler, and marks nothing', async () => {
    const one = subscriber();
    await one.start();
    await publish(envelope('user.activated', uuidv7(), 2, {}));
    await one.caughtUp();
    expect(await rows(`SELECT FROM ${schema}.subscriber_inbox`)).toEqual([]);
  });

  it('leaves nothing behind when the database goes away in the middle, and takes effect once after that', async () => {
    const userId = uuidv7();
    let cuts = 0;
    interfere = async (_event, tx) => {
      cuts += 1;
      if (cuts > 2) return;
      const { rows: found } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      expect(await effectsOf(userId)).toEqual([]);
      await pool.query('SELECT pg_terminate_backend($1)', [found[0]?.pid]);
      await tx.query('SELECT 1');
    };
    const one = subscriber();
    await one.start();
    await publish(deletion(userId, 2));
    await one.caughtUp();
    expect([cuts, await effectsOf(userId)]).toEqual([3, [2]]);
    expect(await one.deadLetters.list()).toEqual([]);
  });

  it('is not waited for longer than a handler may take', async () => {
    const userId = uuidv7();
    let tries = 0;
    interfere = async () => {
      tries += 1;
      if (tries === 1) await new Promise(() => {});
    };
    const one = subscriber('one', { handlerTimeoutMs: 300 });
    await one.start();
    await publish(deletion(userId, 2));
    await until('the second try', async () => (await effectsOf(userId)).length === 1);
    expect(tries).toBe(2);
  });

  it('is delivered once, however long it and those before it take', async () => {
    const userId = uuidv7();
    let tries = 0;
    interfere = async () => {
      tries += 1;
      // Longer than the broker waits for who says nothing; the second waits for the first all the while.
      if (tries === 1) await new Promise((resolve) => setTimeout(resolve, ackWaitMs * 1.3));
    };
    const one = subscriber();
    await one.start();
    await publish(roleChange(userId, 2));
    await publish(roleChange(userId, 3));
    await until('both', async () => (await effectsOf(userId)).length === 2, 20_000);
    expect([await effectsOf(userId), tries]).toEqual([[2, 3], 2]);
    const manager = await jetstreamManager(publisher);
    const { name } = subscriberConsumer('trial', 'user');
    const { delivered, config } = await manager.consumers.info(eventStream, name);
    expect([delivered.consumer_seq, config.ack_wait]).toEqual([2, nanos(ackWaitMs)]);
  }, 40_000);

  it('waits for those before it of the same person, also when one of them fails at first', async () => {
    const userId = uuidv7();
    let failures = 3;
    interfere = async (event) => {
      if (event.id !== first.id || failures === 0) return;
      failures -= 1;
      throw new Error('not yet');
    };
    const first = roleChange(userId, 2);
    const one = subscriber();
    await one.start();
    for (const event of [first, roleChange(userId, 3), deletion(userId, 4)]) await publish(event);
    const other = uuidv7();
    await publish(roleChange(other, 2));
    await until('the other person', async () => (await effectsOf(other)).length === 1);
    expect(failures).toBeGreaterThan(0);
    await until('all three', async () => (await effectsOf(userId)).length === 3);
    expect(await effectsOf(userId)).toEqual([2, 3, 4]);
  });
});

describe('an event that cannot be applied', () => {
  it('is put aside with its reason, holds up nobody, and is applied once when it is driven again', async () => {
    const userId = uuidv7();
    let broken = true;
    interfere = async (event) => {
      if (broken && event.data.userId === userId) throw new Error('no such column');
    };
    const one = subscriber('one', { maxAttempts: 3 });
    await one.start();
    await publish(deletion(userId, 2));
    await until('the dead letter', async () => (await one.deadLetters.list()).length === 1);
    const [letter] = await one.deadLetters.list();
    expect(letter).toMatchObject({ reason: 'Error: no such column', attempts: 3, redrivenAt: null });
    await one.caughtUp();
    expect(await effectsOf(userId)).toEqual([]);
    await expect(one.deadLetters.redrive(letter!.id)).rejects.toThrow('no such column');
    expect((await one.deadLetters.list())[0]).toMatchObject({ attempts: 4 });

    broken = false;
    const results = await Promise.all(Array.from({ length: 20 }, () => one.deadLetters.redrive(letter!.id)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await effectsOf(userId)).toEqual([2]);
    expect([await one.deadLetters.list(), (await one.deadLetters.list({ all: true })).length]).toEqual([[], 1]);
  });

  it('is put aside at once when it does not fit its declaration, or is no event at all', async () => {
    const one = subscriber();
    await one.start();
    await publish(envelope('user.deleted', uuidv7(), 2, { userId: 'nobody' }));
    await jetstream(publisher).publish(eventSubject(accountId, 'user.deleted'), 'no JSON at all');
    await until('two letters', async () => (await one.deadLetters.list()).length === 2);
    const behind = uuidv7();
    await publish(deletion(behind, 2));
    await until('the one behind', async () => (await effectsOf(behind)).length === 1);
    expect((await one.deadLetters.list()).map(({ attempts }) => attempts)).toEqual([1, 1]);
    expect(await one.deadLetters.redriveAll()).toEqual({ applied: 0, failed: 2 });
  });
});

describe('a replay', () => {
  const wipe = async (tx: Tx) => {
    await tx.query(`TRUNCATE ${schema}.effects, ${schema}.people`);
  };

  it('builds the same state from nothing', async () => {
    const one = subscriber();
    await one.start();
    const users = Array.from({ length: 30 }, () => uuidv7());
    for (const userId of users) {
      for (const event of [roleChange(userId, 2, 'light_user'), roleChange(userId, 5), deletion(userId, 6)])
        await publish(event);
    }
    await one.caughtUp();
    const before = await state();
    await one.replay(wipe);
    await one.caughtUp();
    expect(await state()).toEqual(before);
    expect(before.effects).toHaveLength(90);
  });

  it('loses and doubles nothing while another copy works on', async () => {
    const [one, two] = [subscriber('one'), subscriber('two')];
    await Promise.all([one.start(), two.start()]);
    const events = Array.from({ length: 200 }, () => deletion(uuidv7(), 2));
    const publishing = (async () => {
      for (const event of events) await publish(event);
    })();
    await until('some effects', async () => (await state()).effects.length > 50);
    await one.replay(wipe);
    await publishing;
    await one.caughtUp();
    const { effects } = await state();
    expect(effects).toHaveLength(200);
  });

  it('applies what was put aside before, so that driving it again changes nothing', async () => {
    const userId = uuidv7();
    interfere = () => Promise.reject(new Error('no'));
    const one = subscriber('one', { maxAttempts: 1 });
    await one.start();
    await publish(deletion(userId, 2));
    await until('the dead letter', async () => (await one.deadLetters.list()).length === 1);
    const [letter] = await one.deadLetters.list();
    interfere = () => Promise.resolve();
    await one.replay();
    await one.caughtUp();
    await one.deadLetters.redrive(letter!.id);
    expect(await effectsOf(userId)).toEqual([2]);
  });
});

describe('several copies', () => {
  it('share the events, and none is applied twice', async () => {
    const copies = ['one', 'two'].map((name) => subscriber(name));
    await Promise.all(copies.map((copy) => copy.start()));
    interfere = () => new Promise((resolve) => setTimeout(resolve, 5));
    const events = Array.from({ length: 300 }, () => deletion(uuidv7(), 2));
    await Promise.all(events.map(publish));
    await copies[0]!.caughtUp();
    const shares = await rows<{ copy: string; count: number }>(
      `SELECT copy, count(*)::int AS count FROM ${schema}.effects GROUP BY copy ORDER BY copy`,
    );
    expect(shares.map(({ copy }) => copy)).toEqual(['one', 'two']);
    expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(300);
  });

  it('leave to the others what they had not begun when they stop', async () => {
    const [one, two] = [subscriber('one'), subscriber('two')];
    await Promise.all([one.start(), two.start()]);
    interfere = () => new Promise((resolve) => setTimeout(resolve, 20));
    const events = Array.from({ length: 200 }, () => deletion(uuidv7(), 2));
    await Promise.all(events.map(publish));
    await until('some effects', async () => (await state()).effects.length > 20);
    await one.stop();
    await until('the rest', async () => (await state()).effects.length === 200, 10_000);
    expect((await state()).effects).toHaveLength(200);
  });
});

describe('the broker', () => {
  it('may be killed: what is published after that arrives', async () => {
    const one = subscriber();
    await one.start();
    const [before, after] = [uuidv7(), uuidv7()];
    await publish(deletion(before, 2));
    await until('the first', async () => (await effectsOf(before)).length === 1);
    await nats.restart();
    const event = deletion(after, 2);
    await until('the publisher', () =>
      publish(event).then(
        () => true,
        () => false,
      ),
    );
    await until('the second', async () => (await effectsOf(after)).length === 1, 20_000);
    expect(await effectsOf(before)).toEqual([2]);
  }, 40_000);
});
