import { describe, expect, it } from '@jest/globals';
import { ListUsersQuery } from '#contracts';
import {
  alertOptions,
  filterCount,
  isNarrowed,
  queryFrom,
  roleOptions,
  sortOptions,
  stateOptions,
  twoFactorOptions,
  withoutFilters,
  withPart,
} from './list-query.js';

const read = (search: string) => queryFrom(new URLSearchParams(search));

describe('queryFrom', () => {
  it('reads what the contract knows', () => {
    const query = read('q=%20ann%20&role=user&state=invited&alert=inactive&twoFactor=false&sort=-createdAt');
    expect(query).toMatchObject({ q: 'ann', role: 'user', state: 'invited', alert: 'inactive', sort: '-createdAt' });
    expect(query.twoFactor).toBe('false');
    expect(filterCount(query)).toBe(4);
  });

  it('leaves out what it does not know', () => {
    const query = read('role=king&state=deleted&sort=height&teamId=1&twoFactor=maybe');
    expect(query).toMatchObject({
      role: undefined,
      state: undefined,
      sort: 'name',
      teamId: undefined,
      twoFactor: undefined,
    });
    expect(isNarrowed(query)).toBe(false);
  });

  it('offers nothing that the contract refuses', () => {
    const offered = { role: roleOptions, state: stateOptions, alert: alertOptions, sort: sortOptions };
    for (const [name, options] of Object.entries({ ...offered, twoFactor: twoFactorOptions })) {
      for (const [value] of options.filter(([option]) => option !== '')) {
        expect(ListUsersQuery.safeParse({ [name]: value }).success).toBe(true);
      }
    }
  });
});

describe('withPart', () => {
  it('sets and takes out', () => {
    const search = new URLSearchParams('q=ann&role=user');
    expect(withPart(search, 'role', '').toString()).toBe('q=ann');
    expect(withPart(search, 'role', 'owner').toString()).toBe('q=ann&role=owner');
  });
});

describe('withoutFilters', () => {
  it('keeps the order alone', () => {
    const search = new URLSearchParams('q=ann&role=user&twoFactor=true&teamId=x&sort=-name');
    expect(withoutFilters(search).toString()).toBe('sort=-name');
  });
});
