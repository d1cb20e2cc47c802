import { describe, expect, it } from '@jest/globals';
import { backoff } from './backoff.js';
import { KeyedQueue } from './keyed-queue.js';

describe('backoff', () => {
  it('doubles, has chance in it, and stays under 30 s', () => {
    expect([1, 2, 3].map((attempt) => backoff(attempt, 100, () => 1))).toEqual([200, 400, 800]);
    expect(backoff(1, 100, () => 0)).toBe(100);
    expect(backoff(1000, 200, () => 1)).toBe(30_000);
  });
});

describe('a keyed queue', () => {
  it('keeps the order of a key and lets keys go side by side', async () => {
    const queue = new KeyedQueue(4);
    const done: string[] = [];
    const task = (name: string, ms: number) => () =>
      new Promise<void>((resolve) => {
        setTimeout(() => {
          done.push(name);
          resolve();
        }, ms);
      });
    await queue.add('a', task('a1', 40));
    await queue.add('a', task('a2', 1));
    await queue.add('b', task('b1', 5));
    await queue.idle();
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });
});
