import { describe, expect, it } from '@jest/globals';
import { isAllowed, requireAllowedAddress } from './allowed-addresses.js';

describe('the IP allow list', () => {
  it.each([
    ['198.51.100.1', true, []],
    ['203.0.113.77', true, ['203.0.113.0/24']],
    ['203.0.114.1', false, ['203.0.113.0/24']],
    ['::ffff:203.0.113.77', true, ['203.0.113.0/24']],
    ['2001:db8:1::5', true, ['2001:db8::/32']],
    ['2001:db9::5', false, ['2001:db8::/32']],
    ['203.0.113.77', false, ['2001:db8::/32', '::/0']],
    ['2001:db8::1', false, ['0.0.0.0/0']],
    ['203.0.113.9', true, ['192.0.2.0/24', '203.0.113.9/32']],
    ['not an address', false, ['0.0.0.0/0']],
    ['', false, ['0.0.0.0/0', '::/0']],
    ['203.0.113.9', false, ['nonsense']],
  ])('%s: %s with %j', (ip, allowed, ranges) => {
    expect(isAllowed(ranges, ip)).toBe(allowed);
  });

  it('refuses as forbidden', () => {
    expect(() => requireAllowedAddress(['192.0.2.0/24'], '198.51.100.1')).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });
});
