import { describe, expect, it } from '@jest/globals';
import { IpRange } from '#contracts';
import { canonicalRanges, isWithin } from './ip-ranges.js';

describe('what is a range', () => {
  it.each(['203.0.113.0/24', '203.0.113.7/32', '0.0.0.0/0', '2001:db8::/48', '2001:DB8::1/128', '::/0'])(
    '%s is',
    (range) => {
      expect(IpRange.safeParse(range).success).toBe(true);
    },
  );

  it.each([
    '203.0.113.0',
    '203.0.113.0/33',
    '203.0.113.256/24',
    '203.0.113/24',
    '0x7f.0.0.1/8',
    '2001:db8::/129',
    '2001:db8::',
    '::ffff:203.0.113.0/120',
    '0:0:0:0:0:ffff:203.0.113.0/120',
    'fe80::1%eth0/64',
    'somewhere',
    '',
    '/',
    `${'1'.repeat(60)}/8`,
  ])('%s is not', (range) => {
    expect(IpRange.safeParse(range).success).toBe(false);
  });
});

describe('canonicalRanges', () => {
  it('keeps the network in its shortest spelling, once', () => {
    expect(canonicalRanges(['203.0.113.77/24', '203.0.113.0/24', '2001:0DB8:0::1/48', '0.0.0.0/0'])).toEqual([
      '203.0.113.0/24',
      '2001:db8::/48',
      '0.0.0.0/0',
    ]);
  });
});

describe('isWithin', () => {
  it.each([
    ['203.0.113.9', ['203.0.113.0/24'], true],
    ['203.0.114.9', ['203.0.113.0/24'], false],
    ['::ffff:203.0.113.9', ['203.0.113.0/24'], true],
    ['203.0.113.9', ['::/0'], false],
    ['2001:db8::5', ['203.0.113.0/24', '2001:db8::/48'], true],
    ['2001:db9::5', ['2001:db8::/48'], false],
    ['somewhere', ['0.0.0.0/0', '::/0'], false],
    ['', ['0.0.0.0/0'], false],
  ])('%s in %j: %s', (address, ranges, within) => {
    expect(isWithin(address, ranges)).toBe(within);
  });
});
