import { describe, expect, it } from '@jest/globals';
import { lengthHint } from './password-length.js';

describe('lengthHint', () => {
  it('counts characters, not code units', () => {
    expect(lengthHint('🌲'.repeat(11), 12)).toEqual({ enough: false, words: '1 more character to go.' });
    expect(lengthHint('a quiet meadow', 12).enough).toBe(true);
    expect(lengthHint('', 12).enough).toBe(false);
  });
});
