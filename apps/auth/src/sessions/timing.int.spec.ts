// Real: PostgreSQL, argon2, bcrypt, scrypt and PBKDF2. Known and unknown addresses must not be told apart by a watch.
import { pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { v7 as uuidv7 } from 'uuid';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';
import { difference, measure, tellsApart, type Durations } from '../testing/timing.js';

const rounds = 40;
let stage: AuthStage;
let auth: AuthCopy;
let emails: string[];

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open({ REQUESTED_MAILS_PER_RECIPIENT: 1_000 }));
  const person = await stage.known(auth, {}, 'a quiet meadow beyond the hill');
  const hash = auth.hasher.hash.bind(auth.hasher);
  const [row] = await stage.read<{ password_hash: string }>(
    'SELECT password_hash FROM credentials WHERE user_id = $1',
    [person.id],
  );
  auth.hasher.hash = () => Promise.resolve(row?.password_hash ?? '');
  const people = await Promise.all(Array.from({ length: rounds + 5 }, () => stage.known(auth, {}, 'as above')));
  auth.hasher.hash = hash;
  emails = people.map(({ email }) => email);
}, 60_000);

beforeEach(async () => {
  await stage.read('DELETE FROM network_failures');
  await stage.read('DELETE FROM password_guards');
});

afterAll(async () => {
  await stage?.test.close();
});

const nobody = () => `nadia.${uuidv7().slice(-12)}@people.example`;

/** Measures a route for addresses that are known and ones that are not. */
function watch(ask: (email: string) => Promise<unknown>, times = rounds) {
  return measure({ known: (round) => ask(emails[round + 5] ?? ''), unknown: () => ask(nobody()) }, times);
}

/** A busy machine may fool one measurement; a real difference shows in every one. */
async function leastOf(measured: () => Promise<Durations>): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < 3 && least >= tellsApart; attempt += 1) {
    least = Math.min(least, difference(await measured()));
  }
  return least;
}

const leastDifference = (ask: (email: string) => Promise<unknown>, times = rounds): Promise<number> =>
  leastOf(() => watch(ask, times));

const wrongPassword = (copy: AuthCopy) => (email: string) =>
  outcome(copy.signIns.signIn({ email, password: 'not this one', transport: 'cookie', rememberDevice: false, origin }));

describe('the time that it takes', () => {
  it('tells nothing at signing in', async () => {
    expect(await leastDifference(wrongPassword(auth))).toBeLessThan(tellsApart);
  }, 120_000);

  it('would tell everything without the work for unknown addresses', async () => {
    const careless = await stage.copy();
    const verify = careless.hasher.verify.bind(careless.hasher);
    careless.hasher.verify = (stored, secret) => (stored === null ? Promise.resolve(false) : verify(stored, secret));
    expect(await leastDifference(wrongPassword(careless))).toBeGreaterThan(tellsApart);
  }, 120_000);

  it('tells nothing at asking for a reset', async () => {
    expect(await leastDifference((email) => auth.recovery.resets.request({ email, origin }))).toBeLessThan(tellsApart);
  }, 120_000);

  it('tells nothing at signing up', async () => {
    const signUp = (email: string) =>
      auth.recovery.signUps.request({
        accountName: 'Analytical Engines',
        firstName: 'Ada',
        lastName: 'Byron',
        email,
        password: 'a quiet meadow beyond the hill',
        origin,
      });
    expect(await leastDifference(signUp)).toBeLessThan(tellsApart);
  }, 120_000);
});

const salt = randomBytes(16);
const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
const secret = 'known from the old system';
const imports: Record<string, () => Promise<string>> = {
  bcrypt: () => bcrypt(secret, 9),
  scrypt: async () => `$scrypt$ln=14,r=8,p=1$${b64(salt)}$${b64(scryptSync(secret, salt, 32, { N: 2 ** 14 }))}`,
  PBKDF2: async () => `$pbkdf2-sha256$i=150000$${b64(salt)}$${b64(pbkdf2Sync(secret, salt, 150_000, 32, 'sha256'))}`,
};

/** Enough to tell a difference of a whole hash. */
const fewer = 20;

describe.each(Object.keys(imports))('with passwords imported as %s', (kind) => {
  let ours: string[];
  let copy: AuthCopy;

  beforeAll(async () => {
    const stored = await imports[kind]?.();
    // All but those whose hash is ours.
    const imported = emails.slice(0, fewer + 5);
    ours = emails.slice(fewer + 5);
    await stage.read(
      `UPDATE credentials c SET password_hash = $1 FROM identities i WHERE i.user_id = c.user_id AND i.email = ANY($2)`,
      [stored, imported],
    );
    copy = await stage.copy();
  });

  it('wrong ones take as long as for unknown addresses', async () => {
    expect(await leastDifference(wrongPassword(copy), fewer)).toBeLessThan(tellsApart);
  }, 120_000);

  it('so do wrong ones of whoever has one of ours', async () => {
    const least = await leastOf(() =>
      measure(
        {
          known: (round) => wrongPassword(copy)(ours[round + 5] ?? ''),
          unknown: () => wrongPassword(copy)(nobody()),
        },
        Math.min(fewer, ours.length - 5),
      ),
    );
    expect(least).toBeLessThan(tellsApart);
  }, 120_000);

  it('would be told apart if nobody minded which kinds are there', async () => {
    const careless = await stage.copy();
    careless.kinds.present = () => new Map();
    expect(await leastDifference(wrongPassword(careless), fewer)).toBeGreaterThan(tellsApart);
  }, 120_000);
});
