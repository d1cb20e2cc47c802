import { describe, expect, it } from '@jest/globals';
import { apiKeyPrefixes, RotateApiKeyBody, scopes } from '#contracts';
import { everyScope, expiryOf, keyPrefixes, overlapOptions, scopesText } from './key-words.js';

describe('words of keys', () => {
  it('know every scope and prefix of the contract', () => {
    expect([...everyScope].sort()).toEqual([...scopes].sort());
    expect(keyPrefixes).toEqual(apiKeyPrefixes);
  });

  it('offer overlaps that the contract takes', () => {
    for (const [hours] of overlapOptions) {
      expect(RotateApiKeyBody.safeParse({ overlapHours: Number(hours) }).success).toBe(true);
    }
  });
});

describe('scopesText', () => {
  it('reads like a sentence', () => {
    expect(scopesText(['users:read', 'teams:read'])).toBe('See users, see teams');
    expect(scopesText(scopes)).toBe('All scopes');
  });
});

describe('expiryOf', () => {
  const now = Date.parse('2026-03-01T12:00:00.000Z');

  it('is never, or a whole number of days ahead', () => {
    expect(expiryOf({ choice: 'never', day: '' }, now)).toBeUndefined();
    const end = Date.parse(expiryOf({ choice: '30', day: '' }, now) ?? '');
    expect((end - now) / 86_400_000).toBeGreaterThan(29.4);
    expect((end - now) / 86_400_000).toBeLessThan(31);
  });

  it('is the end of the chosen day', () => {
    const end = new Date(expiryOf({ choice: 'day', day: '2026-05-04' }, now) ?? '');
    expect([end.getDate(), end.getHours(), end.getMinutes()]).toEqual([4, 23, 59]);
  });
});
