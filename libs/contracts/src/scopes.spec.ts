import { describe, expect, it } from '@jest/globals';
import { allRoutes } from './registry.js';
import { routeScopes, scopes, scopesAllow } from './scopes.js';

const signedIn = allRoutes.filter(({ access }) => access === 'signed_in');

describe('the table of scopes', () => {
  it.each(signedIn)('$id: has a scope, or is for sessions only', ({ id }) => {
    expect(Object.keys(routeScopes)).toContain(id);
  });

  it('names no route that does not exist or is public', () => {
    const ids = new Set(signedIn.map(({ id }) => id));
    expect(Object.keys(routeScopes).filter((id) => !ids.has(id))).toEqual([]);
  });

  it.each(signedIn)('$id: does not change anything under a scope that only reads', ({ id, method }) => {
    const scope = routeScopes[id] ?? null;
    if (scope?.endsWith(':read') === true) expect(method).toBe('GET');
  });

  it.each(signedIn.filter(({ path }) => /\/me\b|api-keys|api-tokens|ownership|security|roles\/\{/.test(path)))(
    '$id: is not for tokens',
    ({ id }) => {
      expect(routeScopes[id]).toBeNull();
    },
  );

  it('uses every scope', () => {
    expect(new Set(Object.values(routeScopes).filter((scope) => scope !== null))).toEqual(new Set(scopes));
  });
});

describe('scopesAllow', () => {
  it.each([
    ['users.list', null, true],
    ['me.get', null, true],
    ['users.list', ['users:read'], true],
    ['users.list', ['users:write'], false],
    ['users.list', [], false],
    ['me.get', [...scopes], false],
    ['nothing.of_the_kind', [...scopes], false],
    ['constructor', [...scopes], false],
  ])('%s with %j: %s', (id, held, allowed) => {
    expect(scopesAllow(id, held)).toBe(allowed);
  });
});
