// Real: logger and health. Fake: what is waited for.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { HealthRegistry } from './health.js';
import { createLogger } from './logger.js';
import { untilThere } from './waiting.js';

interface Line {
  level: string;
  msg: string;
  at: string;
  problem: string;
}

function context() {
  const lines: Line[] = [];
  const logger = createLogger(
    { service: 'users', level: 'info' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
  );
  const stop = new AbortController();
  return { lines, stop, logger, health: new HealthRegistry(), stopping: stop.signal };
}

const refused = (): Error =>
  Object.assign(new Error('connect to nats://amy:secret@one.example'), { code: 'ECONNREFUSED' });
const waitFor = (attempt: () => Promise<void>) => ({
  name: 'nats',
  urls: 'nats://amy:secret@one.example:4222,two.example:4222',
  attempt,
  isFinal: (error: unknown) => error instanceof TypeError,
});

afterEach(() => {
  jest.useRealTimers();
});

describe('waiting for what a process needs', () => {
  it('says nothing when it is there at once', async () => {
    const parts = context();
    await untilThere(
      waitFor(() => Promise.resolve()),
      parts,
    );
    expect(parts.lines).toEqual([]);
    expect((await parts.health.ready()).checks).toMatchObject({ nats: { ok: true } });
  });

  it('says so at once, shows it in its check, and goes on when it is there', async () => {
    const parts = context();
    let there = false;
    const waiting = untilThere(
      waitFor(() => (there ? Promise.resolve() : Promise.reject(refused()))),
      parts,
    );
    await sleep(50);
    expect(parts.lines).toMatchObject([
      {
        level: 'warn',
        msg: 'waiting for nats',
        at: 'one.example:4222, two.example:4222',
        problem: 'ECONNREFUSED',
        detail: 'connect to nats://[redacted]@one.example',
      },
    ]);
    expect(await parts.health.ready()).toMatchObject({
      ok: false,
      state: 'starting',
      checks: { nats: { ok: false, problem: 'ECONNREFUSED' } },
    });
    there = true;
    await waiting;
    expect(parts.lines).toHaveLength(1);
  });

  it('says so again every ten seconds, however often it tries', async () => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    const parts = context();
    const waiting = untilThere(
      waitFor(() => Promise.reject(refused())),
      parts,
    ).catch(() => {});
    await jest.advanceTimersByTimeAsync(35_000);
    expect(parts.lines).toHaveLength(4);
    parts.stop.abort();
    jest.useRealTimers();
    await waiting;
  });

  it('says so too while an attempt gets no answer, and gives up at once when it is to stop', async () => {
    const parts = context();
    const waiting = untilThere(
      waitFor(() => new Promise(() => {})),
      parts,
    );
    await sleep(1_100);
    expect(parts.lines).toHaveLength(1);
    parts.stop.abort();
    await expect(waiting).rejects.toBe(parts.stopping.reason);
  });

  it('fails at once where waiting would not help', async () => {
    const parts = context();
    const refusal = new TypeError('wrong password');
    await expect(
      untilThere(
        waitFor(() => Promise.reject(refusal)),
        parts,
      ),
    ).rejects.toBe(refusal);
  });
});
