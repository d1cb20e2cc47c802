// Real: PostgreSQL and argon2. Known and unknown addresses must not be told apart by a watch.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';
import { difference, measure, tellsApart } from '../testing/timing.js';

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
function watch(ask: (email: string) => Promise<unknown>) {
  return measure({ known: (round) => ask(emails[round + 5] ?? ''), unknown: () => ask(nobody()) }, rounds);
}

/** A busy machine may fool one measurement; a real difference shows in every one. */
async function leastDifference(ask: (email: string) => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < 3 && least >= tellsApart; attempt += 1) {
    least = Math.min(least, difference(await watch(ask)));
  }
  return least;
}

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
