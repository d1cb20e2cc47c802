import { describe, expect, it } from '@jest/globals';
import { difference, isEmpty } from './difference.js';

describe('difference', () => {
  it.each([
    ['nothing', [], [], [], []],
    ['the same in another order', ['a', 'b'], ['b', 'a'], [], []],
    ['one more', ['a'], ['a', 'b'], ['b'], []],
    ['one less', ['a', 'b'], ['b'], [], ['a']],
    ['all others', ['a', 'b'], ['c'], ['c'], ['a', 'b']],
  ])('%s', (_what, before, after, added, removed) => {
    const found = difference(before, after);
    expect(found).toEqual({ added, removed });
    expect(isEmpty(found)).toBe(added.length + removed.length === 0);
  });
});
