import { describe, expect, it } from '@jest/globals';
import { allRoutes } from './registry.js';
import { defaultPermissions, roles } from './roles.js';
import { mayCall, routeAccessTable, type RouteRule } from './route-access-table.js';

const ids = new Set(allRoutes.map(({ id }) => id));
const ruleOf = (id: string): RouteRule => routeAccessTable[id] ?? { who: 'role', roles: [] };
const somebody = (role: (typeof roles)[number]) => ({ role, permissions: defaultPermissions[role] });

describe('the table of who may call what', () => {
  it.each(allRoutes)('$id: has an entry', ({ id }) => {
    expect(Object.keys(routeAccessTable)).toContain(id);
  });

  it('names no route that does not exist', () => {
    expect(Object.keys(routeAccessTable).filter((id) => !ids.has(id))).toEqual([]);
  });

  it.each(allRoutes)('$id: is public where the gateway asks for no credential, and nowhere else', (route) => {
    expect(ruleOf(route.id).who === 'public').toBe(route.access === 'public');
  });

  it.each(allRoutes)('$id: the owner may, somehow', (route) => {
    expect(mayCall(ruleOf(route.id), somebody('owner'), 'self')).toBe(true);
  });

  it('lets in nobody without a credential but on public routes', () => {
    const open = allRoutes.filter(({ id }) => mayCall(ruleOf(id), undefined));
    expect(open.every(({ access }) => access === 'public')).toBe(true);
  });

  it('lets a weaker role do nothing that a stronger one cannot', () => {
    const allowed = roles.map((role) => allRoutes.filter(({ id }) => mayCall(ruleOf(id), somebody(role))).length);
    expect(allowed).toEqual([...allowed].sort((one, other) => other - one));
  });
});
