// Real: the function alone. No fakes.
import { describe, expect, it } from '@jest/globals';
import { plainAddress } from './client-origin.js';

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:5555', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:80', '192.0.2.1'],
    ['[2001:db8::5]:443', '2001:db8::5'],
    ['[2001:db8::5]', '2001:db8::5'],
    ['2001:DB8:0:0::5', '2001:db8::5'],
    ['fe80::1%eth0', 'fe80::1'],
    // No address: not taken for one.
    ['1', '1'],
    ['010.1.1.1', '010.1.1.1'],
    ['unknown', 'unknown'],
    ['x'.repeat(100), 'x'.repeat(64)],
  ])('%s is known as %s', (written, plain) => {
    expect(plainAddress(written)).toBe(plain);
  });
});
