import { describe, expect, it } from '@jest/globals';
import { changesOf, entriesOf } from './profile-changes.js';

const user = { firstName: 'Ann', lastName: 'Lee', jobTitle: 'Lead' };

describe('changesOf', () => {
  it('sends only what is different', () => {
    expect(changesOf(user, entriesOf(user))).toEqual({});
    expect(changesOf(user, { ...entriesOf(user), lastName: 'Lie' })).toEqual({ lastName: 'Lie' });
  });

  it('takes an emptied job title away', () => {
    expect(changesOf(user, { ...entriesOf(user), jobTitle: '  ' })).toEqual({ jobTitle: null });
    expect(changesOf({ ...user, jobTitle: null }, { ...entriesOf(user), jobTitle: '' })).toEqual({});
  });
});
