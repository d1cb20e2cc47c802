import { describe, expect, it } from '@jest/globals';
import { userIdOf, waitBefore } from './live.js';

describe('waitBefore', () => {
  it('doubles and stays below half a minute', () => {
    expect([0, 1, 2, 10].map((attempt) => waitBefore(attempt, 0))).toEqual([1000, 2000, 4000, 30_000]);
    expect(waitBefore(0, 1)).toBe(750);
  });
});

describe('userIdOf', () => {
  it('reads the id and nothing else', () => {
    expect(userIdOf('{"userId":"u1","version":3}')).toBe('u1');
    expect(userIdOf('{"userId":7}')).toBeUndefined();
    expect(userIdOf('not json')).toBeUndefined();
  });
});
