// Real: PostgreSQL. Fake: the users service.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LinksService } from '../links/links.service.js';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';

const limit = 10;
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open({ SIGN_IN_LIMIT_PER_ADDRESS: limit }));
});

beforeEach(async () => {
  await stage.read('DELETE FROM network_failures');
});

afterAll(async () => {
  await stage?.test.close();
});

async function tally(tries: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const code of await Promise.all(tries.map(outcome))) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const times = (count: number, work: (n: number) => Promise<unknown>) =>
  Array.from({ length: count }, (_, n) => work(n));
const inspect = (copy: AuthCopy, purpose: 'email_change' | 'auto_bcc', token: string) =>
  new LinksService(stage.test.database, copy.links, copy.secrets, copy.finder).inspect({ token, purpose, origin });
const failures = async () => {
  const [row] = await stage.read<{ failures: number }>('SELECT failures FROM network_failures');
  return row?.failures;
};

describe('guesses at once from one network, over two copies, are evaluated up to the limit', () => {
  it.each([
    ['links', 'link_invalid', (copy: AuthCopy, n: number) => copy.invitations.lookup({ token: `guess-${n}`, origin })],
    ['confirmations', 'link_invalid', (copy: AuthCopy, n: number) => inspect(copy, 'email_change', `guess-${n}`)],
    ['Auto Bcc', 'link_invalid', (copy: AuthCopy, n: number) => inspect(copy, 'auto_bcc', `guess-${n}`)],
    [
      'sign-ups',
      'link_invalid',
      (copy: AuthCopy, n: number) =>
        copy.recovery.confirmations.confirm({ token: `guess-${n}`, transport: 'bearer', origin }),
    ],
    [
      'keys',
      'unauthenticated',
      (copy: AuthCopy, n: number) => copy.keyVerification.verify({ credential: `mk_guess_${n}`, origin }),
    ],
    [
      'second factors',
      'challenge_invalid',
      (copy: AuthCopy, n: number) =>
        copy.parts.secondFactor.complete({
          challengeId: '01890a5d-ac96-774b-bcce-b302099a8057',
          method: 'totp',
          code: String(100_000 + n),
          origin,
        }),
    ],
  ])('%s', async (_what, refusal, guess) => {
    const copies = [auth, await stage.copy()];
    const tries = times(60, (n) => guess(copies[n % 2] ?? auth, n));
    expect(await tally(tries)).toEqual({ [refusal]: limit, rate_limited: 60 - limit });
    expect(await failures()).toBe(limit);
  });
});

it('gives a network as many challenges for passkeys as the limit says, of many asked for at once', async () => {
  const copies = [auth, await stage.copy()];
  const asked = times(60, (n) => (copies[n % 2] ?? auth).parts.passkeySignIns.options({ origin }));
  expect(await tally(asked)).toEqual({ answered: limit, rate_limited: 60 - limit });
});

it('counts no right answer, however many there are', async () => {
  const person = await stage.known(auth);
  const { token } = await stage.invite(auth, person);
  for (let n = 0; n < 3; n += 1) {
    expect(await tally(times(limit, () => auth.invitations.lookup({ token, origin })))).toEqual({ answered: limit });
  }
  expect(await failures()).toBe(0);
});

it('gives back what failed for another reason, and still tells the reason', async () => {
  const person = await stage.known(auth);
  const { token } = await stage.invite(auth, person, { expiresAt: new Date(Date.now() - 1_000) });
  for (let n = 0; n < 2 * limit; n += 1) {
    expect(await outcome(auth.invitations.lookup({ token, origin }))).toBe('link_expired');
  }
  expect(await failures()).toBe(0);
});

it('says when the next try is open, and opens then', async () => {
  const guess = () => auth.invitations.lookup({ token: 'guess', origin });
  await tally(times(limit, guess));
  await expect(guess()).rejects.toMatchObject({
    code: 'rate_limited',
    details: { rateLimit: { policy: 'secrets', limit, remaining: 0, resetSeconds: expect.any(Number) } },
  });
  await stage.read(`UPDATE network_failures SET window_start = window_start - interval '61 seconds'`);
  expect(await outcome(guess())).toBe('link_invalid');
});
