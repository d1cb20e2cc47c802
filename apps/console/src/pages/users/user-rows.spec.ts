import { describe, expect, it } from '@jest/globals';
import type { User } from '../../api/types.js';
import { withFirst, withPage, withUser } from './user-rows.js';

function row(id: string, changes: Partial<User> = {}): User {
  return { id, state: 'invited', updatedAt: '2026-01-01T00:00:00.000Z', ...changes } as User;
}
const ids = (rows: User[]) => rows.map(({ id }) => id);

describe('withUser', () => {
  it('replaces the row, but never by an older reading', () => {
    const active = row('b', { state: 'active', updatedAt: '2026-01-02T00:00:00.000Z' });
    const rows = withUser([row('a'), row('b')], active);
    expect(rows[1]?.state).toBe('active');
    expect(withUser(rows, row('b'))[1]?.state).toBe('active');
  });

  it('drops the deleted', () => {
    expect(ids(withUser([row('a'), row('b')], row('a', { state: 'deleted' })))).toEqual(['b']);
  });
});

describe('withPage', () => {
  it('shows nobody twice', () => {
    expect(ids(withPage([row('a'), row('b')], [row('b'), row('c')]))).toEqual(['a', 'b', 'c']);
  });
});

describe('withFirst', () => {
  it('puts the new one first, in its newest reading', () => {
    const rows = withFirst([row('a'), row('n', { state: 'active' })], row('n'));
    expect(ids(rows)).toEqual(['n', 'a']);
    expect(rows[0]?.state).toBe('active');
  });
});
