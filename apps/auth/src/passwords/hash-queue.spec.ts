import { availableParallelism } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { HashQueue } from './hash-queue.js';

/** Work that ends when it is told to. */
function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('the hash queue', () => {
  it('runs as many at once as there are cores and refuses what does not fit into the queue', async () => {
    const queue = new HashQueue({ HASH_QUEUE_LIMIT: 2 });
    const door = gate();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await door.opened;
      running -= 1;
      return 'done';
    };
    const taken = Array.from({ length: availableParallelism() + 2 }, () => queue.run(work));
    await expect(queue.run(work)).rejects.toMatchObject({ code: 'unavailable', details: { retryAfter: 1 } });
    door.open();
    expect(new Set(await Promise.all(taken))).toEqual(new Set(['done']));
    expect(most).toBe(availableParallelism());
    expect(await queue.run(work)).toBe('done');
  });

  it('lets results go in groups while others wait, and at once when nobody does', async () => {
    const queue = new HashQueue({ HASH_QUEUE_LIMIT: 100, HASH_CONCURRENCY: 2 });
    const ended: number[] = [];
    let done = 0;
    const work = async () => {
      done += 1;
    };
    const one = async () => {
      await queue.run(work);
      ended.push(done);
    };
    await Promise.all(Array.from({ length: 40 }, one));
    // Each notes how many hashes were done when it was let go: the first group is let go together, then hashing rests.
    const groups = [...new Set(ended)];
    expect(groups[0]).toBeGreaterThanOrEqual(24);
    expect(groups.at(-1)).toBe(40);
    expect(groups.length).toBeLessThanOrEqual(3);
    const begun = done;
    await queue.run(work);
    expect(done).toBe(begun + 1);
  });

  it('goes on after work that failed', async () => {
    const queue = new HashQueue({ HASH_QUEUE_LIMIT: 1 });
    for (let n = 0; n < availableParallelism() + 2; n += 1) {
      await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
    expect(await queue.run(async () => 1)).toBe(1);
  });
});
