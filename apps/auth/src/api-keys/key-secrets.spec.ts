import { describe, expect, it } from '@jest/globals';
import { isWellFormed, keyDigest, newSecret } from './key-secrets.js';

describe.each(['api', 'docs'] as const)('a secret of kind %s', (kind) => {
  const other = kind === 'api' ? 'docs' : 'api';
  const secret = newSecret(kind);

  it('has the form that scanners look for', () => {
    expect(secret).toMatch(kind === 'api' ? /^mst_[0-9A-Za-z]{36}$/ : /^mdk_[0-9A-Za-z]{36}$/);
  });

  it('is well formed as this kind only', () => {
    expect(isWellFormed(kind, secret)).toBe(true);
    expect(isWellFormed(other, secret)).toBe(false);
    expect(isWellFormed(other, `${other === 'api' ? 'mst' : 'mdk'}${secret.slice(3)}`)).toBe(true);
  });

  it('shows every change of one character', () => {
    for (let at = 0; at < secret.length; at += 1) {
      const changed = `${secret.slice(0, at)}${secret[at] === 'a' ? 'b' : 'a'}${secret.slice(at + 1)}`;
      expect(isWellFormed(kind, changed)).toBe(false);
    }
  });

  it.each(['', ' ', 'mst_', secret.slice(0, -1), `${secret}0`, `${secret}\n`, secret.toLowerCase(), ` ${secret}`])(
    '%j is none',
    (text) => {
      expect(isWellFormed(kind, text)).toBe(false);
    },
  );

  it('is another one each time, over the whole alphabet', () => {
    const many = Array.from({ length: 500 }, () => newSecret(kind));
    expect(new Set(many).size).toBe(500);
    expect(new Set(many.flatMap((one) => one.slice(4, 34).split(''))).size).toBe(62);
    expect(new Set(many.map((one) => keyDigest(one).toString('hex'))).size).toBe(500);
  });
});

it('has the checksum that the documents describe', () => {
  // CRC32 (IEEE 802.3) bit by bit, and base62 with other arithmetic.
  const random = 'a'.repeat(30);
  let crc = 0xffffffff;
  for (const byte of Buffer.from(random)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = BigInt((crc ^ 0xffffffff) >>> 0);
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let checksum = '';
  for (let n = 0; n < 6; n += 1) {
    checksum = `${alphabet[Number(rest % 62n)]}${checksum}`;
    rest /= 62n;
  }
  expect(isWellFormed('api', `mst_${random}${checksum}`)).toBe(true);
});
