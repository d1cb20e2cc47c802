import { describe, expect, it } from '@jest/globals';
import { Gather } from './gather.js';

function parts(atMost = 3) {
  const asked: string[][] = [];
  const state: { error?: Error } = {};
  const gather = new Gather<string>(async (ids) => {
    asked.push(ids);
    if (state.error !== undefined) throw state.error;
    return new Map(ids.filter((id) => id !== 'nobody').map((id) => [id, id.toUpperCase()]));
  }, atMost);
  return { asked, state, gather };
}

describe('what is asked for in one turn', () => {
  it('is asked once, and each gets its own', async () => {
    const { asked, gather } = parts();
    const answers = await Promise.all(['a', 'b', 'a', 'nobody'].map((id) => gather.of(id)));
    expect(answers).toEqual(['A', 'B', 'A', undefined]);
    expect(asked).toEqual([['a', 'b', 'nobody']]);
  });

  it('is asked in parts of what may be asked at once', async () => {
    const { asked, gather } = parts(2);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => gather.of(id)));
    expect(asked).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('fails for all, and the next turn is asked anew', async () => {
    const { asked, state, gather } = parts();
    state.error = new Error('away');
    const outcomes = await Promise.allSettled([gather.of('a'), gather.of('b')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    delete state.error;
    expect(await gather.of('a')).toBe('A');
    expect(asked).toEqual([['a', 'b'], ['a']]);
  });
});
