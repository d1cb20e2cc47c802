import { describe, expect, it } from '@jest/globals';
import { Secret, TOTP, URI } from 'otpauth';
import { base32, codeAt, otpauthUrl, stepAt, stepOf } from './totp.js';

const secret = Buffer.from('12345678901234567890');

describe('a code', () => {
  // RFC 6238, appendix B, SHA-1.
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at %i is what the RFC says', (seconds, code) => {
    expect(codeAt(secret, stepAt(seconds * 1000), 8)).toBe(code);
  });

  it('is what an authenticator app shows', () => {
    const app = new TOTP({ secret: Secret.fromBase32(base32(secret)) });
    for (let at = 0; at < 40; at += 1) {
      const timestamp = 1_764_000_000_000 + at * 7_919_000;
      expect(codeAt(secret, stepAt(timestamp))).toBe(app.generate({ timestamp }));
    }
  });

  it('counts one step early or late, and no further', () => {
    const now = 1_764_000_010_000;
    const found = [-2, -1, 0, 1, 2].map((n) => stepOf(secret, codeAt(secret, stepAt(now) + n), now));
    expect(found).toEqual([undefined, stepAt(now) - 1, stepAt(now), stepAt(now) + 1, undefined]);
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('is not %j', (code) => {
    expect(stepOf(secret, code, Date.now())).toBeUndefined();
  });
});

describe('the key URI', () => {
  it('is read by an authenticator app', () => {
    const app = URI.parse(otpauthUrl('ada+desk@example.com', secret));
    expect(app).toBeInstanceOf(TOTP);
    expect([app.label, app.issuer, app.secret.base32]).toEqual(['ada+desk@example.com', 'Muster', base32(secret)]);
    expect((app as TOTP).generate({ timestamp: 59_000 })).toBe(codeAt(secret, 1));
  });
});
