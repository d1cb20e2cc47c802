import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { MasterKey } from '../keys/master-key.js';
import { RefreshTokens } from './refresh-tokens.js';

const tokens = new RefreshTokens(new MasterKey({ AUTH_MASTER_KEY: randomBytes(32) }));
const claim = { sessionId: uuidv7(), generation: 7 };

describe('a refresh token', () => {
  it('says which refresh of which session it is', () => {
    expect(tokens.read(tokens.write(claim))).toEqual(claim);
  });

  it('is refused when a single bit is another, in any place', () => {
    const bytes = Buffer.from(tokens.write(claim), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(tokens.read(changed.toString('base64url'))).toBeUndefined();
    }
  });

  it.each(['', 'x', 'A'.repeat(59), 'A'.repeat(512)])('is not %j', (text) => {
    expect(tokens.read(text)).toBeUndefined();
  });

  it('has one spelling', () => {
    const token = tokens.write(claim);
    for (const other of [`${token}=`, `${token} `, `${token}A`, token.slice(0, -1)]) {
      expect(tokens.read(other)).toBeUndefined();
    }
  });

  it('is worth nothing under another master key', () => {
    const others = new RefreshTokens(new MasterKey({ AUTH_MASTER_KEY: randomBytes(32) }));
    expect(others.read(tokens.write(claim))).toBeUndefined();
  });
});
