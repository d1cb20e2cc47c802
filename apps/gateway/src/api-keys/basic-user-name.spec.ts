import { describe, expect, it } from '@jest/globals';
import { basicUserName } from './basic-user-name.js';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('basicUserName', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['Bearer abc', undefined],
    ['Basic', undefined],
    ['Basic ???', undefined],
    [basic('no colon'), undefined],
    [basic(':only a password'), undefined],
    [basic(`${'k'.repeat(513)}:`), undefined],
    [basic('key:X'), 'key'],
    [basic('key:'), 'key'],
    [basic('key:with:colons'), 'key'],
    [basic('key:X').replace('Basic', 'basic'), 'key'],
  ])('%j gives %j', (header, name) => {
    expect(basicUserName(header)).toBe(name);
  });
});
