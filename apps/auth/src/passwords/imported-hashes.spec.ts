import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/bcrypt';
import { importedHash } from './imported-hashes.js';

const password = 'a quiet meadow beyond the hill';
const salt = Buffer.from('sixteen bytes of');
const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
const scryptOf = (ln: number, r = 8, p = 1) => {
  const derived = scryptSync(password, salt, 32, { N: 2 ** ln, r, p, maxmem: 2 ** 28 });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${b64(salt)}$${b64(derived)}`;
};
const pbkdf2Of = (digest: 'sha256' | 'sha512', iterations = 1_000) =>
  `$pbkdf2-${digest}$i=${iterations}$${b64(salt)}$${b64(pbkdf2Sync(password, salt, iterations, 32, digest))}`;

describe('a hash from another system', () => {
  it('of bcrypt is verified, whatever its letter', async () => {
    const made = await hash(password, 4);
    for (const letter of ['a', 'b', 'y']) {
      const stored = made.replace(/^\$2.\$/, `$2${letter}$`);
      expect(await importedHash(stored)?.verify(password)).toBe(true);
      expect(await importedHash(stored)?.verify('another one')).toBe(false);
    }
  });

  it.each([scryptOf(10), scryptOf(14), scryptOf(11, 4, 2), pbkdf2Of('sha256'), pbkdf2Of('sha512', 5_000)])(
    'is verified: %s',
    async (stored) => {
      expect(await importedHash(stored)?.verify(password)).toBe(true);
      expect(await importedHash(stored)?.verify('another one')).toBe(false);
    },
  );

  it('of passlib is verified, with its own base64', async () => {
    const stored = pbkdf2Of('sha256').replace('i=', '').replaceAll('+', '.');
    expect(await importedHash(stored)?.verify(password)).toBe(true);
  });

  it.each([
    ['bcrypt that takes seconds', `$2b$31$${'a'.repeat(53)}`],
    ['bcrypt of an unsafe kind', `$2x$10$${'a'.repeat(53)}`],
    ['scrypt that takes all memory', scryptOf(10).replace('ln=10', 'ln=24')],
    ['scrypt with wide blocks', scryptOf(10).replace('ln=10,r=8', 'ln=17,r=16')],
    ['PBKDF2 that takes seconds', pbkdf2Of('sha256').replace('i=1000', 'i=9000000')],
    ['PBKDF2 that takes no time', pbkdf2Of('sha256').replace('i=1000', 'i=1')],
    ['PBKDF2 with SHA-1', pbkdf2Of('sha256').replace('sha256', 'sha1')],
    ['a short salt', `$pbkdf2-sha256$i=1000$AAAA$${b64(Buffer.alloc(32))}`],
    ['a short hash', `$pbkdf2-sha256$i=1000$${b64(salt)}$AAAA`],
    ['ours', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaA'],
    ['plain text', password],
    ['nothing', ''],
  ])('is not taken when it is %s', (_what, stored) => {
    expect(importedHash(stored)).toBeUndefined();
  });
});
