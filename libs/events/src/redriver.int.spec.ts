// Real: PostgreSQL. Dead letters that are applied again, by copies that die, meet each other or fail.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { userEvents } from '#contracts';
import { AppError } from '#errors';
import { fenceByAccount, type ServiceDatabase } from '#postgres';
import { testDatabase, type TestDatabase } from '#testing';
import { defineConsumer, on } from './consumer-definition.js';
import { EventConsumer } from './event-consumer.js';
import { eventEntities } from './event-rows.entity.js';
import type { EventStream } from './event-stream.js';
import { createEventTables, dropEventTables } from './event-tables.js';
import { Inbox } from './inbox.js';
import { Redriver } from './redriver.js';

class Tables1 implements MigrationInterface {
  readonly name = 'Tables1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    const effects = [
      'CREATE TABLE redrive.effects (id uuid NOT NULL, account_id uuid NOT NULL)',
      ...fenceByAccount('redrive.effects'),
    ];
    for (const statement of [...createEventTables('redrive'), ...effects]) await runner.query(statement);
  }
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of dropEventTables('redrive')) await runner.query(statement);
  }
}

interface Letter {
  reason: string;
  attempts: number;
  redrive_requested_at: Date | null;
  redriven_at: Date | null;
}

const service: ServiceDatabase = { schema: 'redrive', entities: [...eventEntities], migrations: [Tables1] };
const logger = pino({ level: 'silent' });
const accountId = uuidv7();
const consumerName = 'redrive-users';
let pg: TestDatabase;

const system = <Row>(sql: string, params: unknown[] = []) =>
  pg.database.transaction({ system: 'test' }, () => pg.database.query<Row>(sql, params));

/** A copy of the service; what `prepare` and `apply` do comes on top of the effect. */
function copy({ prepare = async () => {}, apply = async () => {} }: Partial<Record<string, () => Promise<void>>> = {}) {
  const handler = on(userEvents.activated, {
    prepare,
    apply: async ({ accountid, data }) => {
      await pg.database.query('INSERT INTO effects (id, account_id) VALUES ($1, $2)', [data.userId, accountid]);
      await apply();
    },
  });
  const definition = defineConsumer({ name: consumerName, filter: 'events.*.user.>', handlers: [handler] });
  // Nothing is pulled here, so no stream is asked.
  const parts = { stream: {} as EventStream, inbox: new Inbox(pg.database), logger };
  return new Redriver(pg.database, [new EventConsumer(definition, parts)], logger);
}

/** Puts an event aside and asks for it again. @returns the id of the person whom it is about */
async function letter(envelope: object = {}): Promise<string> {
  const [id, userId] = [uuidv7(), uuidv7()];
  const event = {
    specversion: '1.0',
    id,
    source: '/muster/users',
    type: 'user.activated',
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    accountid: accountId,
    dataschema: 'https://muster.test/schemas/user.activated',
    sequence: 1,
    data: { userId },
    ...envelope,
  };
  await new Inbox(pg.database).giveUp({
    consumer: consumerName,
    subject: 'user.activated',
    eventId: id,
    accountId,
    envelope: event,
    reason: 'failed',
    attempts: 8,
  });
  await system('UPDATE dead_letters SET redrive_requested_at = now() WHERE event_id = $1', [id]);
  return userId;
}

const effects = async () => (await system<{ id: string }>('SELECT id FROM effects ORDER BY id')).map(({ id }) => id);
const letters = () => system<Letter>('SELECT * FROM dead_letters ORDER BY id');

beforeAll(async () => {
  pg = await testDatabase(service);
}, 60_000);

beforeEach(async () => {
  for (const table of ['effects', 'dead_letters', 'inbox']) await system(`DELETE FROM ${table}`);
});

afterAll(() => pg?.close());

describe('a dead letter that is driven again', () => {
  it('is applied once, and is then done with', async () => {
    const people = [await letter(), await letter()];
    await copy().once();
    await copy().once();
    expect(await effects()).toEqual(people.sort());
    for (const { redriven_at } of await letters()) expect(redriven_at).not.toBeNull();
    const inbox = await system<{ handled_at: Date | null }>('SELECT handled_at FROM inbox WHERE handled_at IS NULL');
    expect(inbox).toEqual([]);
  });

  it('is left to others by a copy that dies between taking it up and applying it', async () => {
    const people = [await letter(), await letter()];
    let begun = () => {};
    let wake = () => {};
    const takenUp = new Promise<void>((resolve) => (begun = resolve));
    const prepare = () => {
      begun();
      return new Promise<void>((resolve) => (wake = resolve));
    };
    const dying = copy({ prepare }).once();
    await takenUp;
    await copy().once();
    expect(await effects()).toEqual(people.sort());

    // It was only slow: what is done is not done again.
    wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    wake();
    await dying;
    expect(await effects()).toEqual(people.sort());
    for (const { redriven_at, attempts } of await letters())
      expect([redriven_at, attempts]).toEqual([expect.any(Date), 8]);
  });

  it('stays asked for when the connection breaks in the middle of the effect', async () => {
    const userId = await letter();
    let broken = false;
    const apply = async () => {
      broken = true;
      await pg.database.query('SELECT pg_terminate_backend(pg_backend_pid())');
    };
    await copy({ apply }).once();
    expect(broken).toBe(true);
    expect(await effects()).toEqual([]);
    expect(await letters()).toMatchObject([{ redriven_at: null, redrive_requested_at: expect.any(Date), attempts: 8 }]);
    await copy().once();
    expect(await effects()).toEqual([userId]);
  });

  it('is applied by one of two copies that are at it at once', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => letter()));
    const apply = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    await Promise.all([copy({ apply }).once(), copy({ apply }).once(), copy({ apply }).once()]);
    expect(await effects()).toEqual(people.sort());
  });

  it('keeps its place with the new reason when it fails again, and holds up none behind it', async () => {
    let first = true;
    const apply = async () => {
      if (!first) return;
      first = false;
      throw new AppError('invalid_request');
    };
    await letter();
    await letter({ specversion: 'no event' });
    const behind = await letter();
    await copy({ apply }).once();
    expect(await effects()).toEqual([behind]);
    const again = { redriven_at: null, redrive_requested_at: null, attempts: 9 };
    expect(await letters()).toMatchObject([again, again, { redriven_at: expect.any(Date), attempts: 8 }]);
    expect((await letters())[0]?.reason).toContain('The input is invalid');
    await system('UPDATE dead_letters SET redrive_requested_at = now() WHERE redriven_at IS NULL');
    await copy().once();
    expect(await effects()).toHaveLength(2);
  });
});
