import { describe, expect, it } from '@jest/globals';
import { ApiProblem } from '../api/api-problem.js';
import { deathOf, isDead, tidyCode } from './mailed-proof.js';

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

describe('a dead link', () => {
  it.each([
    ['link_expired', 'expired', true],
    ['link_invalid', 'invalid', true],
    ['invalid_request', 'invalid', false],
    ['rate_limited', undefined, false],
  ] as const)('is told from other failures: %s', (code, death, dead) => {
    const problem = new ApiProblem({ code });
    expect([deathOf(problem), isDead(problem)]).toEqual([death, dead]);
  });

  it('is none without a failure', () => {
    expect(deathOf(undefined)).toBeUndefined();
  });
});
