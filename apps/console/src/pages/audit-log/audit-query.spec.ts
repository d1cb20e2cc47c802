import { describe, expect, it } from '@jest/globals';
import { auditFiltersFrom, isFiltered } from './audit-query.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const filters = (query: string) => auditFiltersFrom(new URLSearchParams(query));

describe('auditFiltersFrom', () => {
  it('reads what is there', () => {
    expect(filters(`actorId=${id}&action=user.role_changed`)).toMatchObject({
      actorId: id,
      action: 'user.role_changed',
    });
  });

  it('includes the last day', () => {
    const { from, to } = filters('from=2026-01-31&to=2026-01-31');
    expect(new Date(from ?? '').getDate()).toBe(31);
    expect([new Date(to ?? '').getDate(), new Date(to ?? '').getHours()]).toEqual([1, 0]);
  });

  it('leaves out what it cannot read', () => {
    const found = filters('actorId=1&targetId=%22&action=x&from=yesterday&to=2026-99-99');
    expect(isFiltered(found)).toBe(false);
  });
});
