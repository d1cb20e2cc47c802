import { pbkdf2, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as compare } from '@node-rs/bcrypt';

/** A hash that another system made. */
export interface ImportedHash {
  /** Hashes of one kind differ only in how much work they are. */
  kind: string;
  /** What a verification costs, in units of the kind. */
  work: number;
  verify(password: string): Promise<boolean>;
  /** Does so much work of the kind, for nothing. */
  spend(password: string, work: number): Promise<void>;
}

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

/** The powers of two that a number is made of: costs that double with each step add up to any difference of two. */
function powersIn(work: number): number[] {
  return Array.from(work.toString(2)).flatMap((bit, at, bits) => (bit === '1' ? [bits.length - 1 - at] : []));
}

async function spendBcrypt(password: string, work: number): Promise<void> {
  for (const cost of powersIn(work)) await compare(password, `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`);
}

function readBcrypt(stored: string): ImportedHash | undefined {
  const cost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(stored)?.[1];
  if (cost === undefined || !within(Number(cost), bcryptCosts)) return undefined;
  const verify = (password: string) => compare(password, stored);
  return { kind: 'bcrypt', work: 2 ** Number(cost), verify, spend: spendBcrypt };
}

function readScrypt(stored: string): ImportedHash | undefined {
  const [, ln, r, p, salt = '', hash = ''] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{1,88})\$([A-Za-z0-9+/]{1,88})$/.exec(stored) ?? [];
  const [cost, blockSize, parallelization] = [Number(ln), Number(r), Number(p)];
  const [saltOf, hashOf] = [decoded(salt, saltBytes), decoded(hash, hashBytes)];
  const bounded =
    within(cost, scryptLimits.ln) && within(blockSize, scryptLimits.r) && within(parallelization, scryptLimits.p);
  const memory = 128 * 2 ** cost * blockSize;
  if (!bounded || memory > scryptMemory || saltOf === undefined || hashOf === undefined) return undefined;
  const run = (password: string, N: number) =>
    derive(password, saltOf, hashOf.length, { N, r: blockSize, p: parallelization, maxmem: 4 * scryptMemory });
  return {
    kind: `scrypt r=${blockSize},p=${parallelization}`,
    work: 2 ** cost,
    verify: async (password) => timingSafeEqual(await run(password, 2 ** cost), hashOf),
    spend: async (password, work) => {
      for (const power of powersIn(work)) await run(password, 2 ** power);
    },
  };
}

const digestBytes: Record<string, number> = { sha256: 32, sha512: 64 };

function readPbkdf2(stored: string): ImportedHash | undefined {
  const [, digest = '', iterations, salt = '', hash = ''] =
    /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,7})(?:,l=\d{1,2})?\$([A-Za-z0-9+/.]{1,88})\$([A-Za-z0-9+/.]{1,88})$/.exec(
      stored,
    ) ?? [];
  const [saltOf, hashOf] = [decoded(salt, saltBytes), decoded(hash, hashBytes)];
  if (!within(Number(iterations), iterationLimits) || saltOf === undefined || hashOf === undefined) return undefined;
  const blockBytes = digestBytes[digest] ?? hashOf.length;
  return {
    kind: `pbkdf2-${digest}`,
    // Each block of a long hash is stretched by itself.
    work: Number(iterations) * Math.ceil(hashOf.length / blockBytes),
    verify: async (password) =>
      timingSafeEqual(await stretch(password, saltOf, Number(iterations), hashOf.length, digest), hashOf),
    spend: async (password, work) => {
      await stretch(password, saltOf, work, blockBytes, digest);
    },
  };
}

const readers = [readBcrypt, readScrypt, readPbkdf2];

/**
 * Reads a hash that another system made: bcrypt (`$2a$`, `$2b$`, `$2y$`), scrypt (`$scrypt$ln=..,r=..,p=..$`)
 * and PBKDF2 (`$pbkdf2-sha256$i=..$`, `$pbkdf2-sha512$i=..$`), the latter two as PHC strings.
 * @returns undefined for anything else, and for parameters beyond what a sign-in may cost
 */
export function importedHash(stored: string): ImportedHash | undefined {
  for (const read of readers) {
    const hash = read(stored);
    if (hash !== undefined) return hash;
  }
  return undefined;
}
