// Real: PostgreSQL and WebAuthn. Fake: the users service; the authenticator is in memory.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthStage, origin, outcome, signedIn, type AuthCopy } from '../testing/auth-stage.js';
import { challengeOf, password, signInWith, withApp, withPasskey } from '../testing/factor-stage.js';
import { SoftAuthenticator, type Bends } from '../testing/soft-authenticator.js';

let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

beforeEach(async () => {
  await stage.read('DELETE FROM network_failures');
});

afterAll(async () => {
  await stage?.test.close();
});

const options = () => auth.parts.passkeySignIns.options({ origin });
const enter = (assertion: ReturnType<SoftAuthenticator['get']>, copy = auth) =>
  copy.parts.passkeySignIns.signIn({ assertion, transport: 'bearer', rememberDevice: false, origin });

/** How an assertion can be wrong; see security.md, "Second factor". */
const wrong: [string, Bends][] = [
  ['another challenge', { challenge: randomBytes(32).toString('base64url') }],
  ['no challenge of ours at all', { challenge: 'a\u0000b' }],
  ['another origin', { origin: 'https://desk.example.evil.test' }],
  ['a part of the origin', { origin: 'http://desk.example' }],
  ['another rpId', { rpId: 'evil.test' }],
  ['another type', { type: 'webauthn.create' }],
  ['a frame of another site', { crossOrigin: true }],
  ['no user verification', { userVerified: false }],
  ['a bad signature', { forged: true }],
  ['another user', { userHandle: Buffer.from(crypto.randomUUID()).toString('base64url') }],
];

describe('a passkey alone', () => {
  it('signs in, whoever it is', async () => {
    const { person, device } = await withPasskey(stage, auth);
    const { identity } = await enter(device.get(await options()));
    expect(identity.caller).toMatchObject({ sub: person.id, acc: person.accountId, amr: ['hwk', 'mfa'] });
  });

  it.each(wrong)('is refused with %s', async (_what, bends) => {
    const { device } = await withPasskey(stage, auth);
    expect(await outcome(enter(device.get(await options(), bends)))).toBe('passkey_invalid');
    expect(await outcome(enter(device.get(await options())))).toBe('answered');
  });

  it('is refused when its counter does not grow', async () => {
    const { device } = await withPasskey(stage, auth, 5);
    expect(await outcome(enter(device.get(await options())))).toBe('answered');
    for (const counter of [6, 3]) {
      expect(await outcome(enter(device.get(await options(), { counter })))).toBe('passkey_invalid');
    }
    expect(await outcome(enter(device.get(await options(), { counter: 100 })))).toBe('answered');
  });

  it('answers a challenge once, also at once over two copies', async () => {
    const { device } = await withPasskey(stage, auth);
    const copies = [auth, await stage.copy()];
    const assertion = device.get(await options());
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => outcome(enter(assertion, copies[n % 2]))));
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect(outcomes.filter((each) => each === 'passkey_invalid')).toHaveLength(19);
  });

  it('has five minutes, and one try', async () => {
    const { device } = await withPasskey(stage, auth);
    const late = await options();
    await stage.read('UPDATE passkey_challenges SET expires_at = now() WHERE challenge = $1', [late.challenge]);
    expect(await outcome(enter(device.get(late)))).toBe('passkey_invalid');
    const asked = await options();
    expect(await outcome(enter(device.get(asked, { forged: true })))).toBe('passkey_invalid');
    expect(await outcome(enter(device.get(asked)))).toBe('passkey_invalid');
  });

  it('is refused for who is suspended or deleted, and when nobody knows it', async () => {
    for (const column of ['suspended_at', 'deleted_at']) {
      const { device, person } = await withPasskey(stage, auth);
      await stage.read(`UPDATE identities SET ${column} = now() WHERE user_id = $1`, [person.id]);
      expect(await outcome(enter(device.get(await options())))).toBe('passkey_invalid');
    }
    const stranger = new SoftAuthenticator('https://desk.example');
    expect(await outcome(enter(stranger.get(await options())))).toBe('passkey_invalid');
  });

  it('is asked for by a network so often only', async () => {
    const { stage: small, auth: strict } = await AuthStage.open({ SIGN_IN_LIMIT_PER_ADDRESS: 5 });
    try {
      const ask = (ip: string) => outcome(strict.parts.passkeySignIns.options({ origin: { ip, userAgent: '' } }));
      for (let n = 0; n < 5; n += 1) expect(await ask('192.0.2.1')).toBe('answered');
      expect(await ask('192.0.2.1')).toBe('rate_limited');
      expect(await ask('192.0.2.2')).toBe('answered');
    } finally {
      await small.test.close();
    }
  });
});

describe('a passkey as the second factor', () => {
  const asked = async () => {
    const known = await withPasskey(stage, auth);
    const challengeId = await challengeOf(auth, known.person);
    const request = await auth.parts.secondFactor.passkeyOptions({ challengeId, origin });
    return { ...known, challengeId, request };
  };
  const complete = (challengeId: string, assertion: ReturnType<SoftAuthenticator['get']>) =>
    auth.parts.secondFactor.complete({ challengeId, method: 'passkey', assertion, origin });

  it('finishes a sign-in', async () => {
    const { device, challengeId, request } = await asked();
    expect(request.allowCredentials.map(({ id }) => id)).toEqual([device.id.toString('base64url')]);
    const { identity } = await complete(challengeId, device.get(request));
    expect(identity.caller.amr).toEqual(['pwd', 'hwk', 'mfa']);
  });

  it.each(wrong)('is refused with %s', async (_what, bends) => {
    const { device, challengeId, request } = await asked();
    expect(await outcome(complete(challengeId, device.get(request, bends)))).toBe('second_factor_invalid');
  });

  it('answers the challenge of this sign-in, not of another or of none', async () => {
    const [mine, other] = [await asked(), await asked()];
    const again = await challengeOf(auth, mine.person);
    expect(await outcome(complete(again, mine.device.get(mine.request)))).toBe('second_factor_invalid');
    expect(await outcome(complete(mine.challengeId, mine.device.get(await options())))).toBe('second_factor_invalid');
    expect(await outcome(complete(other.challengeId, mine.device.get(other.request)))).toBe('second_factor_invalid');
    const fresh = await auth.parts.secondFactor.passkeyOptions({ challengeId: mine.challengeId, origin });
    expect(await outcome(enter(mine.device.get(fresh)))).toBe('passkey_invalid');
    expect(await outcome(complete(mine.challengeId, mine.device.get(fresh)))).toBe('answered');
  });

  it('proves once more who is there, in its own session', async () => {
    const { device, caller } = await withPasskey(stage, auth);
    const request = await auth.parts.passkeySignIns.proofOptions(caller);
    const elsewhere = { ...caller, sid: crypto.randomUUID() };
    const assertion = device.get(request);
    expect(await outcome(auth.own.reauthenticate(elsewhere, { assertion, origin }))).toBe('second_factor_invalid');
    expect(await outcome(auth.own.reauthenticate(caller, { assertion, origin }))).toBe('answered');
    expect(await outcome(auth.own.reauthenticate(caller, { assertion, origin }))).toBe('second_factor_invalid');
  });
});

describe('registering a passkey', () => {
  const register = async (bends: Bends = {}, device = new SoftAuthenticator('https://desk.example')) => {
    const person = await stage.known(auth, {}, password);
    const { caller } = (await signedIn(signInWith(auth, person))).identity;
    const request = await auth.parts.own.passkeyOptions(caller);
    return auth.parts.own.registerPasskey(caller, { credential: device.create(request, bends) });
  };

  it('gives recovery codes with the first factor', async () => {
    const { method, recoveryCodes } = await register();
    expect(recoveryCodes).toHaveLength(10);
    expect(method).toMatchObject({ kind: 'passkey', name: 'Passkey', lastUsedAt: null });
  });

  it.each(wrong.filter(([what]) => !['another type', 'a bad signature', 'another user'].includes(what)))(
    'is refused with %s',
    async (_what, bends) => {
      expect(await outcome(register(bends))).toBe('invalid_request');
    },
  );

  it('is refused with another type', async () => {
    expect(await outcome(register({ type: 'webauthn.get' }))).toBe('invalid_request');
  });

  it.each([1, 16, 1_023])('takes an id of %d bytes, which signs in', async (bytes) => {
    const device = new SoftAuthenticator('https://desk.example', bytes);
    await register({}, device);
    expect(await outcome(enter(device.get(await options())))).toBe('answered');
  });

  it.each([1_024, 1_100, 2_100, 11_000])('takes no id of %d bytes (WebAuthn Level 3, section 7.1)', async (bytes) => {
    expect(await outcome(register({}, new SoftAuthenticator('https://desk.example', bytes)))).toBe('invalid_request');
  });

  it('takes no id but the attested one: nobody could sign in by it', async () => {
    expect(await outcome(register({ claimedId: 'AAAA' }))).toBe('invalid_request');
    const made = new SoftAuthenticator('https://desk.example');
    const padded = `${made.id.toString('base64url')}AAAA`;
    expect(await outcome(register({ claimedId: padded }, made))).toBe('invalid_request');
  });

  it('spends the challenge whatever comes of it', async () => {
    const person = await stage.known(auth, {}, password);
    const { caller } = (await signedIn(signInWith(auth, person))).identity;
    const device = new SoftAuthenticator('https://desk.example');
    const request = await auth.parts.own.passkeyOptions(caller);
    const answer = (bends: Bends) =>
      outcome(auth.parts.own.registerPasskey(caller, { credential: device.create(request, bends) }));
    expect(await answer({ rpId: 'evil.test' })).toBe('invalid_request');
    expect(await answer({})).toBe('invalid_request');
  });

  it('happens once per passkey, whoever has it', async () => {
    const device = new SoftAuthenticator('https://desk.example');
    await register({}, device);
    expect(await outcome(register({}, device))).toBe('conflict');
  });

  it('excludes those that are there, and belongs to the session that asked', async () => {
    const { caller, device } = await withPasskey(stage, auth);
    const request = await auth.parts.own.passkeyOptions(caller);
    expect(request.excludeCredentials.map(({ id }) => id)).toEqual([device.id.toString('base64url')]);
    const made = new SoftAuthenticator('https://desk.example').create(request);
    const thief = (await withApp(stage, auth)).caller;
    expect(await outcome(auth.parts.own.registerPasskey(thief, { credential: made }))).toBe('invalid_request');
    const elsewhere = { ...caller, sid: crypto.randomUUID() };
    expect(await outcome(auth.parts.own.registerPasskey(elsewhere, { credential: made }))).toBe('invalid_request');
    expect(await outcome(auth.parts.own.registerPasskey(caller, { credential: made }))).toBe('answered');
  });
});
