// Real: PostgreSQL, argon2, and an authenticator app of another make. Fake: the users service.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthStage, origin, outcome, signedIn, type AuthCopy } from '../testing/auth-stage.js';
import { app, challengeOf, password, signInWith, withApp } from '../testing/factor-stage.js';

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

type Method = 'totp' | 'recovery_code';
const answer = (challengeId: string, code: string, copy = auth, method: Method = 'totp', more: object = {}) =>
  copy.parts.secondFactor.complete({ challengeId, method, code, origin, ...more });

describe('a sign-in of somebody with an app', () => {
  it('needs a code, and nothing but that finishes it', async () => {
    const { person, code } = await withApp(stage, auth);
    const first = await signInWith(auth, person);
    expect(first).toEqual({
      status: 'second_factor_required',
      challengeId: expect.any(String),
      methods: ['totp', 'recovery_code'],
    });
    const challengeId = await challengeOf(auth, person);
    const done = await answer(challengeId, code());
    expect(done.identity.caller).toMatchObject({ sub: person.id, amr: ['pwd', 'otp', 'mfa'] });
    expect(await outcome(answer(challengeId, code(1)))).toBe('challenge_invalid');
  });

  it('makes no session before the code', async () => {
    const { person } = await withApp(stage, auth);
    await stage.read('DELETE FROM sessions WHERE user_id = $1', [person.id]);
    const challengeId = await challengeOf(auth, person);
    expect(await stage.read('SELECT FROM sessions WHERE user_id = $1', [person.id])).toEqual([]);
    for (const kind of ['cookie', 'bearer'] as const) {
      expect(await outcome(auth.verification.verify({ kind, credential: challengeId, origin }))).toBe(
        'unauthenticated',
      );
    }
    expect(await outcome(auth.parts.enrolments.startTotp({ challengeId, origin }))).toBe('challenge_invalid');
  });

  it('takes a code once, also at once over two copies and sign-ins', async () => {
    const { person, code } = await withApp(stage, auth);
    const copies = [auth, await stage.copy()];
    const challenges = await Promise.all(Array.from({ length: 8 }, () => challengeOf(auth, person)));
    const value = code();
    const outcomes = await Promise.all(
      challenges.map((challenge, n) => outcome(answer(challenge, value, copies[n % 2]))),
    );
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect(outcomes.filter((each) => each === 'second_factor_invalid')).toHaveLength(7);
  });

  it('lets one of 20 answers to one challenge at once win', async () => {
    const { person, code } = await withApp(stage, auth);
    const challengeId = await challengeOf(auth, person);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(answer(challengeId, code()))));
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
  });

  it('takes a code one step early or late, no further, and none older than the newest', async () => {
    const { person, code } = await withApp(stage, auth);
    const challengeId = await challengeOf(auth, person);
    // The code of the step before has been used by the activation.
    for (const steps of [-2, -1, 2])
      expect(await outcome(answer(challengeId, code(steps)))).toBe('second_factor_invalid');
    expect(await outcome(answer(challengeId, code(1)))).toBe('answered');
    expect(await outcome(answer(await challengeOf(auth, person), code()))).toBe('second_factor_invalid');
  });

  it('ends after five wrong codes, also when they come at once', async () => {
    const { person, code } = await withApp(stage, auth);
    const challengeId = await challengeOf(auth, person);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(answer(challengeId, '000000'))));
    expect(outcomes.filter((each) => each === 'second_factor_invalid')).toHaveLength(5);
    expect(await outcome(answer(challengeId, code()))).toBe('challenge_invalid');
    expect(await outcome(answer(await challengeOf(auth, person), code()))).toBe('answered');
  });

  it('takes ten wrong codes within the hour over all sign-ins, also at once and over copies', async () => {
    const { person, code, recoveryCodes } = await withApp(stage, auth);
    const copies = [auth, await stage.copy()];
    const challenges: string[] = [];
    for (let n = 0; n < 20; n += 1) challenges.push(await challengeOf(auth, person));
    const outcomes = await Promise.all(
      challenges.map((challenge, n) => outcome(answer(challenge, '000000', copies[n % 2]))),
    );
    expect(outcomes.filter((each) => each === 'second_factor_invalid')).toHaveLength(10);
    expect(outcomes.filter((each) => each === 'rate_limited')).toHaveLength(10);
    const challengeId = await challengeOf(auth, person);
    expect(await outcome(answer(challengeId, code(), await stage.copy()))).toBe('rate_limited');
    expect(await outcome(answer(challengeId, recoveryCodes[0] ?? '', auth, 'recovery_code'))).toBe('rate_limited');
    await stage.read(`UPDATE factor_guards SET window_start = now() - interval '61 minutes' WHERE user_id = $1`, [
      person.id,
    ]);
    expect(await outcome(answer(challengeId, code()))).toBe('answered');
  });

  it('is over after ten minutes, with another password, or when the person is suspended', async () => {
    for (const spoil of [
      `UPDATE sign_in_challenges SET expires_at = now() WHERE user_id = $1`,
      `UPDATE credentials SET password_set_at = now() + interval '1 second' WHERE user_id = $1`,
      `UPDATE identities SET suspended_at = now() WHERE user_id = $1`,
    ]) {
      const { person, code } = await withApp(stage, auth);
      const challengeId = await challengeOf(auth, person);
      await stage.read(spoil, [person.id]);
      expect(await outcome(answer(challengeId, code()))).toBe('challenge_invalid');
    }
  });

  it('costs its person nothing when the transaction fails', async () => {
    const { person, code } = await withApp(stage, auth);
    const challengeId = await challengeOf(auth, person);
    const insert = auth.sessions.insert.bind(auth.sessions);
    auth.sessions.insert = async () => {
      throw new Error('the connection broke before the commit');
    };
    await expect(answer(challengeId, code())).rejects.toThrow('connection broke');
    auth.sessions.insert = insert;
    expect(await outcome(answer(challengeId, code()))).toBe('answered');
  });

  it('counts wrong codes against the network', async () => {
    const { stage: small, auth: strict } = await AuthStage.open({ SIGN_IN_LIMIT_PER_ADDRESS: 5 });
    try {
      const { person, code } = await withApp(small, strict);
      const challengeId = await challengeOf(strict, person);
      for (let n = 0; n < 4; n += 1) await outcome(answer(challengeId, '000000', strict));
      const last = crypto.randomUUID();
      expect(await outcome(answer(last, '000000', strict))).toBe('challenge_invalid');
      expect(await outcome(answer(challengeId, code(), strict))).toBe('rate_limited');
    } finally {
      await small.test.close();
    }
  });
});

describe('a recovery code', () => {
  it('counts once, however it is typed, also at once', async () => {
    const { person, recoveryCodes, caller } = await withApp(stage, auth);
    expect(new Set(recoveryCodes).size).toBe(10);
    const typed = (recoveryCodes[3] ?? '').toLowerCase().replaceAll('-', ' ');
    const challenges = await Promise.all(Array.from({ length: 8 }, () => challengeOf(auth, person)));
    const outcomes = await Promise.all(
      challenges.map((challenge) => outcome(answer(challenge, typed, auth, 'recovery_code'))),
    );
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect((await auth.parts.own.read(caller)).recoveryCodesLeft).toBe(9);
  });

  it('is no code of an app, nor the other way round', async () => {
    const { person, recoveryCodes, code } = await withApp(stage, auth);
    const challengeId = await challengeOf(auth, person);
    expect(await outcome(answer(challengeId, recoveryCodes[0] ?? ''))).toBe('second_factor_invalid');
    expect(await outcome(answer(challengeId, code(), auth, 'recovery_code'))).toBe('second_factor_invalid');
  });

  it('counts from the acknowledgement on; until then the old set does', async () => {
    const { person, recoveryCodes, caller } = await withApp(stage, auth);
    const { own } = auth.parts;
    const { recoveryCodes: fresh } = await own.renewCodes(caller);
    const challengeId = await challengeOf(auth, person);
    expect(await outcome(answer(challengeId, fresh[0] ?? '', auth, 'recovery_code'))).toBe('second_factor_invalid');
    expect(await outcome(answer(challengeId, recoveryCodes[0] ?? '', auth, 'recovery_code'))).toBe('answered');
    await own.acknowledgeCodes(caller);
    expect(await outcome(own.acknowledgeCodes(caller))).toBe('conflict');
    const next = await challengeOf(auth, person);
    expect(await outcome(answer(next, recoveryCodes[1] ?? '', auth, 'recovery_code'))).toBe('second_factor_invalid');
    expect(await outcome(answer(next, fresh[0] ?? '', auth, 'recovery_code'))).toBe('answered');
  });

  it('is stored as a digest only', async () => {
    const { person, recoveryCodes } = await withApp(stage, auth);
    const rows = await stage.read('SELECT * FROM recovery_codes WHERE user_id = $1', [person.id]);
    const text = JSON.stringify(rows);
    for (const code of recoveryCodes) expect(text).not.toContain(code.replaceAll('-', ''));
  });
});

describe('a remembered device', () => {
  const remembered = async () => {
    const known = await withApp(stage, auth);
    const challengeId = await challengeOf(auth, known.person);
    const done = await answer(challengeId, known.code(), auth, 'totp', { rememberDevice: true });
    return { ...known, deviceToken: done.secrets.deviceToken ?? '' };
  };

  it('does without the second factor for 30 days', async () => {
    const { person, deviceToken } = await remembered();
    const again = await signedIn(signInWith(auth, person, { deviceToken }));
    expect(again.identity.caller.amr).toEqual(['pwd']);
    await stage.read('UPDATE remembered_devices SET expires_at = now() WHERE user_id = $1', [person.id]);
    expect((await signInWith(auth, person, { deviceToken })).status).toBe('second_factor_required');
  });

  it('is its person’s alone, and is remembered when it asked for it only', async () => {
    const { deviceToken } = await remembered();
    const other = await withApp(stage, auth);
    expect((await signInWith(auth, other.person, { deviceToken })).status).toBe('second_factor_required');
    const done = await answer(await challengeOf(auth, other.person), other.code());
    expect(done.secrets.deviceToken).toBeUndefined();
  });

  it('ends with another password', async () => {
    const { person, deviceToken } = await remembered();
    await stage.read(`UPDATE credentials SET password_set_at = now() WHERE user_id = $1`, [person.id]);
    expect((await signInWith(auth, person, { deviceToken })).status).toBe('second_factor_required');
  });

  it('that was remembered before there was a factor does not stand for one', async () => {
    const person = await stage.known(auth, {}, password);
    const first = await signedIn(signInWith(auth, person, { rememberDevice: true }));
    const { deviceToken } = first.secrets;
    const { caller } = first.identity;
    const { id, secret } = await auth.parts.own.startTotp(caller, {});
    await auth.parts.own.activateTotp(caller, { id, code: app(secret)(), origin });
    expect((await signInWith(auth, person, { deviceToken })).status).toBe('second_factor_required');
  });

  it('signs in while strangers have blocked the address, and does not lift the block', async () => {
    const { person, deviceToken } = await remembered();
    for (let n = 0; n < 11; n += 1) await outcome(signInWith(auth, person, { password: 'wrong' }));
    expect(await outcome(signInWith(auth, person))).toBe('invalid_credentials');
    expect((await signInWith(auth, person, { deviceToken })).status).toBe('signed_in');
    expect(await outcome(signInWith(auth, person))).toBe('invalid_credentials');
  });

  it('has ten wrong passwords in a row itself, also at once, and blocks nobody with them', async () => {
    const { person, deviceToken } = await remembered();
    let evaluated = 0;
    const verify = auth.hasher.verify.bind(auth.hasher);
    auth.hasher.verify = (stored, secret) => {
      if (stored !== null) evaluated += 1;
      return verify(stored, secret);
    };
    await Promise.all(
      Array.from({ length: 40 }, () => outcome(signInWith(auth, person, { password: 'wrong', deviceToken }))),
    );
    auth.hasher.verify = verify;
    // Ten of the device; the others count against the address as anybody's, ten of them at most.
    expect(evaluated).toBeLessThanOrEqual(20);
    expect(await outcome(signInWith(auth, person, { deviceToken }))).toBe('invalid_credentials');
  });
});

describe('proving it once more', () => {
  it('works with a code, once, and moves the time of the proof', async () => {
    const { caller, code, recoveryCodes } = await withApp(stage, auth);
    const old = `UPDATE sessions SET authenticated_at = now() - interval '1 hour' WHERE id = $1`;
    await stage.read(old, [caller.sid]);
    expect(await outcome(auth.own.reauthenticate(caller, { code: '000000', origin }))).toBe('second_factor_invalid');
    await auth.own.reauthenticate(caller, { code: code(), origin });
    const [row] = await stage.read<{ fresh: boolean }>(
      `SELECT authenticated_at > now() - interval '1 minute' AS fresh FROM sessions WHERE id = $1`,
      [caller.sid],
    );
    expect(row?.fresh).toBe(true);
    expect(await outcome(auth.own.reauthenticate(caller, { code: code(), origin }))).toBe('second_factor_invalid');
    expect(await outcome(auth.own.reauthenticate(caller, { code: recoveryCodes[0] ?? '', origin }))).toBe('answered');
  });

  it('counts with the sign-ins', async () => {
    const { caller, code, person } = await withApp(stage, auth);
    const tries = Array.from({ length: 12 }, () =>
      outcome(auth.own.reauthenticate(caller, { code: '000000', origin })),
    );
    expect((await Promise.all(tries)).filter((each) => each === 'rate_limited')).toHaveLength(2);
    expect(await outcome(answer(await challengeOf(auth, person), code()))).toBe('rate_limited');
  });
});
