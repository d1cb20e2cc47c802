// Real: argon2 and bcrypt. Fake: what is imported.
import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { HashQueue } from './hash-queue.js';
import { importedHash, type ImportedHash } from './imported-hashes.js';
import { ImportedKinds } from './imported-kinds.js';
import { PasswordHasher } from './password-hasher.js';

const password = 'a quiet meadow beyond the hill';
const salt = Buffer.from('sixteen bytes of');
const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
const scryptOf = (ln: number) =>
  `$scrypt$ln=${ln},r=8,p=1$${b64(salt)}$${b64(scryptSync(password, salt, 32, { N: 2 ** ln, maxmem: 2 ** 28 }))}`;
const pbkdf2Of = (iterations: number, bytes = 32) =>
  `$pbkdf2-sha256$i=${iterations}$${b64(salt)}$${b64(pbkdf2Sync(password, salt, iterations, bytes, 'sha256'))}`;

/** A hasher for which these are imported, and the work that is spent by kind. */
async function hasherWith(stored: readonly string[]) {
  const kinds = new ImportedKinds({ samples: async () => stored } as never);
  const hasher = new PasswordHasher(new HashQueue({ HASH_QUEUE_LIMIT: 100 }), kinds);
  await hasher.onModuleInit();
  await kinds.onModuleInit();
  const spent = new Map<string, number>();
  const present = kinds.present.bind(kinds);
  const counted = (hash: ImportedHash): ImportedHash => ({
    ...hash,
    spend: async (_password, work) => void spent.set(hash.kind, (spent.get(hash.kind) ?? 0) + work),
  });
  kinds.present = () => new Map([...present()].map(([kind, hash]) => [kind, counted(hash)]));
  return { hasher, spent: () => Object.fromEntries(spent) };
}

describe('a wrong password', () => {
  it('costs what the dearest hash of each kind does, whatever it is compared with', async () => {
    const [cheap, dear] = [await bcrypt(password, 5), await bcrypt(password, 8)];
    const [weak, strong] = [pbkdf2Of(1_000, 64), pbkdf2Of(5_000)];
    const stored = [cheap, dear, weak, strong, scryptOf(10), scryptOf(12)];
    const all: Record<string, number> = { bcrypt: 256, 'pbkdf2-sha256': 5_000, 'scrypt r=8,p=1': 4_096 };
    for (const compared of [null, ...stored]) {
      const { hasher, spent } = await hasherWith(stored);
      expect(await hasher.verify(compared, 'another one')).toBe(false);
      const own = compared === null ? undefined : importedHash(compared);
      const done = { ...spent() };
      if (own !== undefined) done[own.kind] = (done[own.kind] ?? 0) + own.work;
      expect(done).toEqual(all);
    }
  });

  it('costs so twice where it is tried twice', async () => {
    const stored = await bcrypt(password, 5);
    const { hasher, spent } = await hasherWith([stored, scryptOf(10)]);
    expect(await hasher.verify(null, 'Cafe\u0301')).toBe(false);
    expect(spent()).toEqual({ bcrypt: 64, 'scrypt r=8,p=1': 2_048 });
  });

  it('costs nothing more where nothing is imported, or nothing is left', async () => {
    const { hasher, spent } = await hasherWith([]);
    expect(await hasher.verify(await hasher.hash(password), 'another one')).toBe(false);
    expect(spent()).toEqual({});
  });
});

describe('the right password', () => {
  it('costs nothing besides its own hash', async () => {
    const stored = await bcrypt(password, 5);
    const { hasher, spent } = await hasherWith([stored, scryptOf(12), pbkdf2Of(5_000)]);
    for (const own of [stored, await hasher.hash(password)]) expect(await hasher.verify(own, password)).toBe(true);
    expect(spent()).toEqual({});
  });
});

it.each([
  ['bcrypt', () => bcrypt(password, 12)],
  ['scrypt', async () => scryptOf(16)],
  ['PBKDF2', async () => pbkdf2Of(300_000)],
])('a hash of %s lets everything else go on meanwhile', async (_kind, make) => {
  const { hasher } = await hasherWith([]);
  const stored = await make();
  const begun = performance.now();
  const clock = { turns: 0, over: false };
  const verified = hasher.verify(stored, password).finally(() => (clock.over = true));
  for (; !clock.over; clock.turns += 1) await sleep(1);
  expect(await verified).toBe(true);
  // On the thread that answers, nothing else would get its turn for a tenth of a second, or for the whole hash.
  expect((performance.now() - begun) / clock.turns).toBeLessThan(20);
});
