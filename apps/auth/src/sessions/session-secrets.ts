import { createHash, randomBytes } from 'node:crypto';

/** What a browser's cookie holds: 256 bits of chance, kept nowhere but there. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Digest under which a session is found by its cookie. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
