import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { UsersConfig } from '../config.js';
import { Cursors } from './cursor.js';

const config = (key = randomBytes(32)) => ({ CURSOR_SIGNING_KEY: key }) as UsersConfig;
const position = { key: 'nadia okafor', id: '019bb138-13e8-7c05-ada3-229ad749d055' };
const list = ['account', 'users', { sort: 'name' }];
const refused = expect.objectContaining({ code: 'invalid_cursor' });

describe('Cursors', () => {
  const cursors = new Cursors(config());
  const cursor = cursors.write(position, list);

  it('read what they wrote', () => {
    expect(cursors.read(cursor, list)).toEqual(position);
  });

  it('belong to one list, one account and one key', () => {
    expect(() => cursors.read(cursor, ['account', 'users', { sort: '-name' }])).toThrow(refused);
    expect(() => cursors.read(cursor, ['other', 'users', { sort: 'name' }])).toThrow(refused);
    expect(() => new Cursors(config()).read(cursor, list)).toThrow(refused);
  });

  it('are refused when any character changed', () => {
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      expect(() => cursors.read(cursor.slice(0, at) + other + cursor.slice(at + 1), list)).toThrow(refused);
    }
    for (const forged of ['', 'x', `${cursor}A`, cursor.slice(0, -2), `${cursor}=`]) {
      expect(() => cursors.read(forged, list)).toThrow(refused);
    }
  });
});
