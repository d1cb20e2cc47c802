import { describe, expect, it } from '@jest/globals';
import type { User } from '../../api/types.js';
import { movesSeats, type Row, rowsOf, withFirst, withFresh, withoutUser, withPage, withUser } from './user-rows.js';

const updatedAt = '2026-01-01T00:00:00.000Z';
function row(id: string, changes: Partial<User> = {}, asked = 1): Row {
  return { body: { id, state: 'invited', updatedAt, ...changes } as User, asked };
}
const ids = (rows: Row[]) => rows.map(({ body }) => body.id);
const states = (rows: Row[]) => rows.map(({ body }) => body.state);

describe('withUser', () => {
  it('replaces the row, but never by what was asked for earlier', () => {
    const rows = withUser([row('a'), row('b')], row('b', { state: 'active' }, 3));
    expect(states(rows)).toEqual(['invited', 'active']);
    expect(states(withUser(rows, row('b', {}, 2)))).toEqual(['invited', 'active']);
  });

  it('takes what changes no time, and believes no time that is ahead', () => {
    const ahead = row('a', { updatedAt: '2026-01-01T00:00:00.004Z' }, 2);
    const [shown] = withUser([ahead], row('a', { updatedAt, jobTitle: 'told later' }, 3));
    expect(shown?.body.jobTitle).toBe('told later');
  });

  it('drops the deleted, unless somebody was told of them since', () => {
    const gone = row('a', { state: 'deleted' }, 2);
    expect(ids(withUser([row('a'), row('b')], gone))).toEqual(['b']);
    expect(ids(withUser([row('a', {}, 3), row('b')], gone))).toEqual(['a', 'b']);
  });
});

describe('withFresh', () => {
  it('keeps what was asked for after the list', () => {
    const rows = withFresh([row('a', { state: 'active' }, 5), row('b', {}, 1)], [row('b', {}, 4), row('a', {}, 4)]);
    expect(ids(rows)).toEqual(['b', 'a']);
    expect(states(rows)).toEqual(['invited', 'active']);
    expect(rows[0]?.asked).toBe(4);
  });
});

describe('withPage', () => {
  it('shows nobody twice', () => {
    expect(ids(withPage([row('a'), row('b')], [row('b'), row('c')]))).toEqual(['a', 'b', 'c']);
  });
});

describe('withFirst', () => {
  it('puts the new one first, in the reading of the list', () => {
    const rows = withFirst([row('a'), row('n', { state: 'active' })], row('n'));
    expect(ids(rows)).toEqual(['n', 'a']);
    expect(rows[0]?.body.state).toBe('active');
    expect(ids(withFirst(withoutUser(rows, 'n'), row('n')))).toEqual(['n', 'a']);
  });
});

describe('rowsOf', () => {
  it('says of everybody when the list was asked for', () => {
    const items = [row('a').body, row('b').body];
    expect(rowsOf({ body: { items }, asked: 7 }).map(({ asked }) => asked)).toEqual([7, 7]);
  });
});

describe('movesSeats', () => {
  it('looks at state and role', () => {
    const before = row('a', { role: 'user' }).body;
    expect(movesSeats(before, { ...before, jobTitle: 'Lead' })).toBe(false);
    expect(movesSeats(before, { ...before, state: 'active' })).toBe(true);
    expect(movesSeats(before, { ...before, role: 'light_user' })).toBe(true);
  });
});
