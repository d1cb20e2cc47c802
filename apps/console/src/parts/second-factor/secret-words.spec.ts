import { describe, expect, it } from '@jest/globals';
import { grouped, recoveryCodeFile } from './secret-words.js';

describe('grouped', () => {
  it.each([
    ['', ''],
    ['ABCD', 'ABCD'],
    ['ABCDEFGHIJ', 'ABCD EFGH IJ'],
  ])('writes %j as %j', (secret, text) => {
    expect(grouped(secret)).toBe(text);
  });
});

describe('recoveryCodeFile', () => {
  it('says whose codes they are, and has each on a line', () => {
    const lines = recoveryCodeFile(['AAAA-BBBB-CCCC', 'DDDD-EEEE-FFFF'], {
      site: 'muster.example',
      email: 'nadia@people.example',
    }).split('\r\n');
    expect(lines[0]).toContain('muster.example');
    expect(lines[1]).toContain('nadia@people.example');
    expect(lines.slice(4, 6)).toEqual(['AAAA-BBBB-CCCC', 'DDDD-EEEE-FFFF']);
  });
});
