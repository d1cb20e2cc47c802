import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { CloudEvent } from '#contracts';
import type { Database } from '#postgres';
import type { EventStream } from './event-stream.js';
import { OutboxRelay } from './outbox-relay.js';

const event = (): CloudEvent => ({
  specversion: '1.0',
  id: uuidv7(),
  source: '/muster/users',
  type: 'user.activated',
  subject: uuidv7(),
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  dataschema: 'urn:muster:event:user.activated:v1',
  accountid: uuidv7(),
  sequence: 1,
  actorid: null,
  data: {},
});

/** A database without rows, and a stream that goes away at once when it is told to. */
function parts() {
  const state = { away: false, identified: 0, published: 0 };
  const database: Pick<Database, 'together' | 'transaction'> = {
    together: <T>() => Promise.resolve([] as T),
    transaction: <T>() => Promise.resolve(0 as T),
  };
  const stream: Pick<EventStream, 'identify' | 'publish'> = {
    identify: async () => {
      state.identified += 1;
      if (state.away) throw new Error('the stream is away');
      return { identity: 'one', lastSequence: 0 };
    },
    publish: async () => {
      state.published += 1;
      return state.published;
    },
  };
  // The class sees no more of either.
  const relay = new OutboxRelay(database as Database, stream as EventStream, pino({ level: 'silent' }));
  return { relay, state };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('events that were committed while the stream went away', () => {
  it('make no storm: it is asked again with growing pauses', async () => {
    const { relay, state } = parts();
    relay.start();
    await pause(50);
    state.away = true;
    const before = state.identified;
    relay.offer([event()]);
    relay.auditSoon();
    await pause(500);
    expect(state.identified - before).toBeGreaterThan(0);
    expect(state.identified - before).toBeLessThan(10);
    state.away = false;
    await relay.stop();
  });

  it('are handed over at once while it is there', async () => {
    const { relay, state } = parts();
    relay.start();
    await pause(50);
    relay.offer([event(), event()]);
    await pause(50);
    expect(state.published).toBe(2);
    await relay.stop();
  });
});
