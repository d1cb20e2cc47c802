import { pbkdf2, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { compare } from 'bcryptjs';

type Verify = (password: string) => Promise<boolean>;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const stretch = promisify(pbkdf2);

// A hash from elsewhere must not cost more than a sign-in may: what is beyond these is refused at the import.
const bcryptCosts = { least: 4, most: 12 };
const scryptLimits = { ln: { least: 10, most: 17 }, r: { least: 1, most: 16 }, p: { least: 1, most: 4 } };
const scryptMemory = 128 * 1024 * 1024;
const iterationLimits = { least: 1_000, most: 1_000_000 };
const saltBytes = { least: 8, most: 64 };
const hashBytes = { least: 16, most: 64 };

function within(value: number, { least, most }: { least: number; most: number }): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Base64 as the PHC string format has it: no padding, one spelling. Passlib writes a dot for the plus. */
function decoded(text: string, size: typeof saltBytes): Buffer | undefined {
  const standard = text.replaceAll('.', '+');
  const bytes = Buffer.from(standard, 'base64');
  const same = bytes.toString('base64').replace(/=+$/, '') === standard;
  return same && within(bytes.length, size) ? bytes : undefined;
}

function readBcrypt(stored: string): Verify | undefined {
  const cost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(stored)?.[1];
  if (cost === undefined || !within(Number(cost), bcryptCosts)) return undefined;
  return (password) => compare(password, stored);
}

function readScrypt(stored: string): Verify | undefined {
  const [, ln, r, p, salt = '', hash = ''] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{1,88})\$([A-Za-z0-9+/]{1,88})$/.exec(stored) ?? [];
  const [cost, blockSize, parallelization] = [Number(ln), Number(r), Number(p)];
  const [saltOf, hashOf] = [decoded(salt, saltBytes), decoded(hash, hashBytes)];
  const bounded =
    within(cost, scryptLimits.ln) && within(blockSize, scryptLimits.r) && within(parallelization, scryptLimits.p);
  const memory = 128 * 2 ** cost * blockSize;
  if (!bounded || memory > scryptMemory || saltOf === undefined || hashOf === undefined) return undefined;
  const options = { N: 2 ** cost, r: blockSize, p: parallelization, maxmem: 2 * scryptMemory };
  return async (password) => timingSafeEqual(await derive(password, saltOf, hashOf.length, options), hashOf);
}

function readPbkdf2(stored: string): Verify | undefined {
  const [, digest = '', iterations, salt = '', hash = ''] =
    /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,7})(?:,l=\d{1,2})?\$([A-Za-z0-9+/.]{1,88})\$([A-Za-z0-9+/.]{1,88})$/.exec(
      stored,
    ) ?? [];
  const [saltOf, hashOf] = [decoded(salt, saltBytes), decoded(hash, hashBytes)];
  if (!within(Number(iterations), iterationLimits) || saltOf === undefined || hashOf === undefined) return undefined;
  return async (password) =>
    timingSafeEqual(await stretch(password, saltOf, Number(iterations), hashOf.length, digest), hashOf);
}

const readers = [readBcrypt, readScrypt, readPbkdf2];

/**
 * How to verify a hash that another system made: bcrypt (`$2a$`, `$2b$`, `$2y$`), scrypt (`$scrypt$ln=..,r=..,p=..$`)
 * and PBKDF2 (`$pbkdf2-sha256$i=..$`, `$pbkdf2-sha512$i=..$`), the latter two as PHC strings.
 * @returns undefined for anything else, and for parameters beyond what a sign-in may cost
 */
export function importedHash(stored: string): Verify | undefined {
  for (const read of readers) {
    const verify = read(stored);
    if (verify !== undefined) return verify;
  }
  return undefined;
}
