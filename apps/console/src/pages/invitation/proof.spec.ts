import { describe, expect, it } from '@jest/globals';
import { lengthHint, tidyCode } from './proof.js';

describe('tidyCode', () => {
  it.each([
    ['abcd2345', 'ABCD-2345'],
    [' abcd - 2345 ', 'ABCD-2345'],
    ['abc', 'ABC'],
    ['ABCD-2345-EXTRA', 'ABCD-2345'],
  ])('reads %j', (typed, code) => {
    expect(tidyCode(typed)).toBe(code);
  });
});

describe('lengthHint', () => {
  it('counts characters, not code units', () => {
    expect(lengthHint('🌲'.repeat(11), 12)).toEqual({ enough: false, words: '1 more character to go.' });
    expect(lengthHint('a quiet meadow', 12).enough).toBe(true);
    expect(lengthHint('', 12).enough).toBe(false);
  });
});
