import { describe, expect, it } from '@jest/globals';
import { KeyedBatches } from './keyed-batches.js';

/** Batches as they begin; each ends when it is told to. */
function parts(limits: Partial<ConstructorParameters<typeof KeyedBatches>[0]> = {}) {
  const begun: string[][] = [];
  const ends: (() => void)[] = [];
  const batches = new KeyedBatches<string>(
    { keysAtOnce: 2, batchAtMost: 3, itemsAtMost: 100, ...limits },
    (items) =>
      new Promise<void>((resolve) => {
        begun.push(items);
        ends.push(resolve);
      }),
  );
  return { begun, batches, end: (which: number) => ends[which]?.() };
}

const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe('batches by key', () => {
  it('begin with what came together, and go on with what came meanwhile', async () => {
    const { begun, batches, end } = parts();
    for (const item of ['a1', 'a2', 'a3', 'a4']) await batches.add('a', item);
    await turn();
    expect(begun).toEqual([['a1', 'a2', 'a3']]);
    await batches.add('a', 'a5');
    await turn();
    expect(begun).toHaveLength(1);
    end(0);
    await turn();
    expect(begun[1]).toEqual(['a4', 'a5']);
    end(1);
    await batches.idle();
  });

  it('of several keys are worked on side by side, as many as allowed', async () => {
    const { begun, batches, end } = parts();
    for (const key of ['a', 'b', 'c']) await batches.add(key, key);
    await turn();
    expect(begun).toEqual([['a'], ['b']]);
    end(1);
    await turn();
    expect(begun[2]).toEqual(['c']);
    end(0);
    end(2);
    await batches.idle();
  });

  it('take no more than allowed before something is done', async () => {
    const { begun, batches, end } = parts({ itemsAtMost: 2 });
    await batches.add('a', 'a1');
    await batches.add('a', 'a2');
    let taken = false;
    const third = batches.add('a', 'a3').then(() => {
      taken = true;
    });
    await turn();
    expect(taken).toBe(false);
    end(0);
    await third;
    await turn();
    expect(begun).toEqual([['a1', 'a2'], ['a3']]);
    end(1);
    await batches.idle();
  });

  it('are idle at once when nothing came', async () => {
    await parts().batches.idle();
  });
});
