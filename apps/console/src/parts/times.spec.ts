import { describe, expect, it } from '@jest/globals';
import { daysText, fromNow } from './times.js';

const now = Date.parse('2026-06-15T12:00:00.000Z');
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();

describe('fromNow', () => {
  it.each([
    [-5, 'just now'],
    [5, 'in a moment'],
    [-120, '2 minutes ago'],
    [3 * 3600 + 5, 'in 3 hours'],
    [-86_400, 'yesterday'],
    [5 * 86_400 - 60, 'in 5 days'],
  ])('says what %i seconds are', (seconds, words) => {
    expect(fromNow(at(seconds), now)).toBe(words);
  });
});

describe('daysText', () => {
  it('knows the singular', () => {
    expect([daysText(1), daysText(47)]).toEqual(['1 day', '47 days']);
  });
});
