// Real: PostgreSQL and NATS with JetStream. The way of a fact from the outbox of one service to the effect in another.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { pino } from 'pino';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { eventSubject, userEvents } from '#contracts';
import { AppError } from '#errors';
import { metrics } from '#observability';
import { fenceByAccount, type ServiceDatabase } from '#postgres';
import { NatsLink } from '#rpc';
import { testDatabase, testNats, type TestDatabase, type TestNats } from '#testing';
import { defineConsumer, on } from './consumer-definition.js';
import { EventConsumer } from './event-consumer.js';
import { eventEntities } from './event-rows.entity.js';
import { EventStream } from './event-stream.js';
import { createEventTables, dropEventTables } from './event-tables.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox-relay.js';
import { Redriver } from './redriver.js';

class Tables1 implements MigrationInterface {
  readonly name = 'Tables1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    const effects = [
      'CREATE TABLE trial.effects (id uuid NOT NULL PRIMARY KEY, account_id uuid NOT NULL, times int NOT NULL)',
      ...fenceByAccount('trial.effects'),
    ];
    for (const statement of [...createEventTables('trial'), ...effects]) await runner.query(statement);
  }
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of dropEventTables('trial')) await runner.query(statement);
  }
}

const trial: ServiceDatabase = { schema: 'trial', entities: [...eventEntities], migrations: [Tables1] };
const logger = pino({ level: 'silent' });
const accountId = uuidv7();
let pg: TestDatabase;
let nats: TestNats;
let link: NatsLink;
let stream: EventStream;
let outbox: Outbox;
let relay: OutboxRelay;
let consumer: EventConsumer;
let redriver: Redriver;
/** Refuses these people until they are taken out. */
const refused = new Map<string, Error>();

async function until(what: string, probe: () => Promise<boolean>, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await probe())) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const count = async (userId: string): Promise<number> => {
  const [row] = await pg.database.transaction({ system: 'test' }, () =>
    pg.database.query<{ times: number }>('SELECT times FROM effects WHERE id = $1', [userId]),
  );
  return row?.times ?? 0;
};

const deadLetters = () =>
  pg.database.transaction({ system: 'test' }, () =>
    pg.database.query<{ id: string; reason: string; attempts: number }>('SELECT * FROM dead_letters'),
  );

async function append(userId: string, version = 1): Promise<string> {
  return pg.database.transaction({ accountId }, () =>
    outbox.append(userEvents.activated, {
      accountId,
      aggregateId: userId,
      aggregateVersion: version,
      data: { userId },
    }),
  );
}

const definition = defineConsumer({
  name: 'trial-users',
  filter: 'events.*.user.>',
  handlers: [
    on(userEvents.activated, {
      apply: async ({ accountid, data }) => {
        await pg.database.query(
          `INSERT INTO effects (id, account_id, times) VALUES ($1, $2, 1)
           ON CONFLICT (id) DO UPDATE SET times = effects.times + 1`,
          [data.userId, accountid],
        );
        const refusal = refused.get(data.userId);
        if (refusal !== undefined) throw refusal;
      },
    }),
  ],
});

beforeAll(async () => {
  [pg, nats] = await Promise.all([testDatabase(trial), testNats()]);
  link = await NatsLink.open({ service: 'users', url: nats.url });
  stream = new EventStream(link.connection);
  outbox = new Outbox(pg.database);
  relay = new OutboxRelay(pg.database, stream, logger);
  outbox.onAppend((events) => relay.offer(events));
  consumer = new EventConsumer(definition, { stream, inbox: new Inbox(pg.database), logger });
  redriver = new Redriver(pg.database, [consumer], logger);
  relay.start();
  consumer.start();
  redriver.start();
}, 60_000);

afterAll(async () => {
  await Promise.all([relay?.stop(), consumer?.stop(), redriver?.stop()]);
  await link?.close();
  await Promise.all([pg?.close(), nats?.close()]);
});

describe('events that wait', () => {
  it('are measured also while the stream is away', async () => {
    // Another database, whose rows no relay takes meanwhile.
    const own = await testDatabase(trial);
    const id = uuidv7();
    await own.database.transaction({ accountId }, () =>
      own.database.query(
        `INSERT INTO outbox (id, account_id, type, aggregate_id, aggregate_version, envelope, created_at)
         VALUES ($1, $2, 'user.activated', $1, 1, '{}', now() - interval '90 seconds')`,
        [id, accountId],
      ),
    );
    const away = new EventStream(link.connection);
    away.identify = () => Promise.reject(new Error('the stream is away'));
    const measuring = new OutboxRelay(own.database, away, logger);
    measuring.start();
    await until('the measure', async () => ((await metrics.outboxOldest.get()).values[0]?.value ?? 0) > 60);
    expect((await metrics.outboxPending.get()).values[0]?.value).toBeGreaterThan(0);
    await measuring.stop();
    await own.close();
  });
});

describe('a fact', () => {
  it('takes effect once, also when the stream delivers it again', async () => {
    const userId = uuidv7();
    const id = await append(userId);
    await until('the effect', async () => (await count(userId)) === 1);
    const [row] = await pg.database.transaction({ system: 'test' }, () =>
      pg.database.query<{ envelope: object }>('SELECT envelope FROM outbox WHERE id = $1', [id]),
    );
    // Without the id that the stream would know it by.
    await jetstream(link.connection).publish(eventSubject(accountId, 'user.activated'), JSON.stringify(row?.envelope));
    const marker = uuidv7();
    await append(marker);
    await until('the marker after it', async () => (await count(marker)) === 1);
    expect(await count(userId)).toBe(1);
  });

  it('is published only when its transaction commits', async () => {
    const userId = uuidv7();
    const broken = pg.database.transaction({ accountId }, async () => {
      await outbox.append(userEvents.activated, {
        accountId,
        aggregateId: userId,
        aggregateVersion: 1,
        data: { userId },
      });
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    const marker = uuidv7();
    await append(marker);
    await until('the marker', async () => (await count(marker)) === 1);
    expect(await count(userId)).toBe(0);
  });

  it('waits as long as something it needs is away, and never half applies', async () => {
    const userId = uuidv7();
    refused.set(userId, new AppError('unavailable'));
    await append(userId);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await count(userId)).toBe(0);
    refused.delete(userId);
    await until('the effect', async () => (await count(userId)) === 1);
    expect(await deadLetters()).toEqual([]);
  });
});

describe('a fact that cannot be applied', () => {
  it('is put aside with its reason, holds up nobody, and can be driven again', async () => {
    const userId = uuidv7();
    refused.set(userId, new AppError('invalid_request'));
    await append(userId);
    await until('the dead letter', async () => (await deadLetters()).length === 1);
    const behind = uuidv7();
    await append(behind);
    await until('the one behind it', async () => (await count(behind)) === 1);
    expect(await count(userId)).toBe(0);

    refused.delete(userId);
    await pg.database.transaction({ system: 'test' }, () =>
      pg.database.query('UPDATE dead_letters SET redrive_requested_at = now()'),
    );
    await until('the effect', async () => (await count(userId)) === 1);
  });

  it('is put aside when it cannot even be read', async () => {
    await jetstream(link.connection).publish(eventSubject(accountId, 'user.activated'), 'no JSON at all');
    await until('the dead letter', async () => (await deadLetters()).length === 2);
    const behind = uuidv7();
    await append(behind);
    await until('the one behind it', async () => (await count(behind)) === 1);
  });
});

describe('many facts of one account at once', () => {
  const burst = (userIds: readonly string[]) =>
    pg.database.transaction({ accountId }, async () => {
      for (const userId of userIds) {
        const about = { accountId, aggregateId: userId, aggregateVersion: 1, data: { userId } };
        await outbox.append(userEvents.activated, about);
      }
    });
  const people = () => Array.from({ length: 60 }, () => uuidv7());
  const counts = async (userIds: readonly string[]) => new Set(await Promise.all(userIds.map(count)));
  const handledAt = (userIds: readonly string[]) =>
    pg.database.transaction({ system: 'test' }, () =>
      pg.database.query<{ times: number; kept: number }>(
        `SELECT count(DISTINCT handled_at)::int AS times, count(*)::int AS kept FROM inbox
         WHERE event_id IN (SELECT id FROM outbox WHERE aggregate_id = ANY ($1::uuid[]))`,
        [userIds],
      ),
    );

  it('take effect once each, several in one transaction', async () => {
    const userIds = people();
    await burst(userIds);
    await until('all effects', async () => [...(await counts(userIds))].join() === '1');
    const [handled] = await handledAt(userIds);
    expect(handled?.kept).toBe(60);
    expect(handled?.times).toBeLessThan(30);
  });

  it('go on one by one when one of them cannot be applied', async () => {
    const [bad = '', ...others] = people();
    const before = (await deadLetters()).length;
    refused.set(bad, new AppError('invalid_request'));
    await burst([...others.slice(0, 30), bad, ...others.slice(30)]);
    await until('all effects but one', async () => [...(await counts(others))].join() === '1');
    await until('the dead letter', async () => (await deadLetters()).length === before + 1);
    expect(await count(bad)).toBe(0);
    refused.delete(bad);
    await pg.database.transaction({ system: 'test' }, () =>
      pg.database.query('UPDATE dead_letters SET redrive_requested_at = now()'),
    );
    await until('the last effect', async () => (await count(bad)) === 1);
    expect([...(await counts(others))]).toEqual([1]);
  });
});

describe('the broker', () => {
  it('may be killed: what was committed meanwhile arrives', async () => {
    const before = uuidv7();
    await append(before);
    await nats.restart();
    const after = uuidv7();
    await append(after);
    await until('both', async () => (await count(before)) === 1 && (await count(after)) === 1, 25_000);
  }, 40_000);

  it('may lose everything: it is sent again, and takes effect once', async () => {
    const before = uuidv7();
    await append(before);
    await until('the effect', async () => (await count(before)) === 1);
    await nats.restart({ wipe: true });
    await until(
      'the stream to be filled again',
      async () => {
        const { lastSequence } = await stream.identify().catch(() => ({ lastSequence: 0 }));
        return lastSequence >= 5;
      },
      25_000,
    );
    const after = uuidv7();
    await append(after);
    await until('the new one', async () => (await count(after)) === 1, 25_000);
    expect(await count(before)).toBe(1);
  }, 60_000);
});
