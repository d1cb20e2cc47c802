import { describe, expect, it } from '@jest/globals';
import { tidyCode } from './mailed-proof.js';

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
