import { describe, expect, it } from '@jest/globals';
import { routes } from '#contracts';
import { endpoints, urlOf } from './endpoints.js';

describe('endpoints', () => {
  it.each(Object.entries(endpoints))('calls %s as the contract declares it', (name, endpoint) => {
    const declared = Object.entries(routes).find(([known]) => known === name)?.[1];
    expect(endpoint).toEqual({ method: declared?.method, path: declared?.path });
  });
});

describe('urlOf', () => {
  it('fills and escapes placeholders', () => {
    expect(urlOf('/v1/users/{id}', { id: 'a/b' })).toBe('/v1/users/a%2Fb');
  });

  it('leaves absent filters out', () => {
    expect(urlOf('/v1/users', {}, { q: 'ann & co', role: undefined, state: '', limit: 50 })).toBe(
      '/v1/users?q=ann+%26+co&limit=50',
    );
  });
});
