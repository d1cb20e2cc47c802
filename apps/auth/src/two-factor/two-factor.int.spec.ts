// Real: PostgreSQL, argon2, and an authenticator app of another make. Fake: the users service.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { accountEvents, userEvents, type CloudEvent, type Person } from '#contracts';
import { rotateKeys } from '../rotate-keys.js';
import { AuthStage, origin, outcome, signedIn, type AuthCopy } from '../testing/auth-stage.js';
import { app, challengeOf, password, signInWith, withApp, withPasskey } from '../testing/factor-stage.js';
import { SoftAuthenticator } from '../testing/soft-authenticator.js';

let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

beforeEach(async () => {
  await stage.read('DELETE FROM network_failures');
  stage.directory.powerless.clear();
});

afterAll(async () => {
  await stage?.test.close();
});

const stale = <C extends { auth_time: number }>(caller: C): C => ({ ...caller, auth_time: caller.auth_time - 601 });

async function fresh() {
  const person = await stage.known(auth, {}, password);
  const { caller } = (await signedIn(signInWith(auth, person))).identity;
  return { person, caller };
}

async function require(accountId: string, value: 'none' | 'managers' | 'everyone', version = 1): Promise<void> {
  const { consumer } = auth.accountSecurity;
  const { securityChanged: changed } = accountEvents;
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type: changed.type,
    subject: accountId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: accountId,
    sequence: version,
    actorid: null,
    data: { requireTwoFactor: value, sessionIdleDays: 14, sessionMaxDays: 60, allowedIpRanges: [] },
  };
  const effect = await consumer.handlers.get(changed.type)?.begin(event);
  await stage.test.database.transaction({ accountId }, async () => effect?.());
}

describe('an authenticator app', () => {
  it('counts after its first code, which does not count again', async () => {
    const { person, caller } = await fresh();
    const { own, secondFactor } = auth.parts;
    const { id, secret, otpauthUrl, qrSvg } = await own.startTotp(caller, { name: 'Phone' });
    expect(otpauthUrl).toContain(`secret=${secret}`);
    expect(qrSvg).toMatch(/^<svg[^>]*>[\s\S]*<\/svg>\s*$/);
    expect((await signInWith(auth, person)).status).toBe('signed_in');
    expect(await outcome(own.activateTotp(caller, { id, code: '000000', origin }))).toBe('invalid_request');
    const code = app(secret)();
    expect((await own.activateTotp(caller, { id, code, origin })).recoveryCodes).toHaveLength(10);
    const challengeId = await challengeOf(auth, person);
    expect(await outcome(secondFactor.complete({ challengeId, method: 'totp', code, origin }))).toBe(
      'second_factor_invalid',
    );
    expect(await own.read(caller)).toMatchObject({
      enabled: true,
      required: false,
      methods: [{ id, kind: 'totp', name: 'Phone' }],
      recoveryCodesLeft: 0,
    });
    const [event] = await stage.events('second_factor.enabled', person.id);
    expect(event?.data).toEqual({ userId: person.id, kinds: ['totp'] });
  });

  it('is activated once of 20 at once, and gives one set of codes', async () => {
    const { person, caller } = await fresh();
    const { id, secret } = await auth.parts.own.startTotp(caller, {});
    const code = app(secret)();
    const copies = [auth, await stage.copy()];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        outcome((copies[n % 2] ?? auth).parts.own.activateTotp(caller, { id, code, origin })),
      ),
    );
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect(await stage.events('second_factor.enabled', person.id)).toHaveLength(1);
  });

  it('is somebody else’s for anybody else', async () => {
    const { caller } = await fresh();
    const { id, secret } = await auth.parts.own.startTotp(caller, {});
    const other = (await fresh()).caller;
    const code = app(secret)();
    expect(await outcome(auth.parts.own.activateTotp(other, { id, code, origin }))).toBe('not_found');
    const { factorId } = await withApp(stage, auth);
    expect(await outcome(auth.parts.own.remove(other, factorId))).toBe('not_found');
    expect(await outcome(auth.parts.own.rename(other, { id: factorId, name: 'Mine' }))).toBe('not_found');
  });

  it('has its secret sealed at rest', async () => {
    const { caller } = await fresh();
    const { id, secret } = await auth.parts.own.startTotp(caller, {});
    const [row] = await stage.read<{ secret_sealed: Buffer }>(
      'SELECT secret_sealed FROM second_factors WHERE id = $1',
      [id],
    );
    expect(row?.secret_sealed.length).toBe(12 + 16 + 20);
    expect(row?.secret_sealed.toString('latin1')).not.toContain(secret);
  });

  it('is one of ten factors at most, also when they come at once', async () => {
    const { caller } = await fresh();
    const add = async () => {
      const options = await auth.parts.own.passkeyOptions(caller);
      const credential = new SoftAuthenticator('https://desk.example').create(options);
      return auth.parts.own.registerPasskey(caller, { credential });
    };
    const outcomes = await Promise.all(Array.from({ length: 14 }, () => outcome(add())));
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(10);
    expect(await outcome(auth.parts.own.startTotp(caller, {}))).toBe('conflict');
  });
});

describe('changing factors', () => {
  it('needs a proof of the last ten minutes', async () => {
    const { caller, factorId } = await withApp(stage, auth);
    const old = stale(caller);
    const { own, resets } = auth.parts;
    const credential = new SoftAuthenticator('https://desk.example').create(await own.passkeyOptions(caller));
    const other = (await fresh()).person.id;
    const changes = [
      () => own.startTotp(old, {}),
      () => own.activateTotp(old, { id: factorId, code: '000000', origin }),
      () => own.passkeyOptions(old),
      () => own.registerPasskey(old, { credential }),
      () => own.renewCodes(old),
      () => own.remove(old, factorId),
      () => resets.reset(old, other),
    ];
    const outcomes = await Promise.all(changes.map((change) => outcome(change())));
    expect(new Set(outcomes)).toEqual(new Set(['reauthentication_required']));
  });

  it('renames, and removes: with the last one everything else goes', async () => {
    const { person, caller, factorId } = await withApp(stage, auth);
    const { own } = auth.parts;
    expect((await own.rename(caller, { id: factorId, name: 'Old phone' })).name).toBe('Old phone');
    await own.remove(caller, factorId);
    expect(await own.read(caller)).toEqual({ enabled: false, required: false, methods: [], recoveryCodesLeft: 0 });
    const [event] = await stage.events('second_factor.disabled', person.id);
    expect(event?.data).toEqual({ userId: person.id, kinds: [] });
    expect((await signInWith(auth, person)).status).toBe('signed_in');
    expect(await outcome(own.renewCodes(caller))).toBe('conflict');
  });

  it('does not remove the last one where the account requires one', async () => {
    const { person, caller, factorId } = await withApp(stage, auth);
    await require(person.accountId, 'everyone');
    expect(await outcome(auth.parts.own.remove(caller, factorId))).toBe('second_factor_mandatory');
    expect((await auth.parts.own.read(caller)).required).toBe(true);
  });

  it('numbers its events so that the newest wins', async () => {
    const { person, caller, factorId } = await withApp(stage, auth);
    await auth.parts.own.remove(caller, factorId);
    const events = await stage.read<{ sequence: number; type: string }>(
      `SELECT aggregate_version::int AS sequence, type FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version`,
      [person.id],
    );
    expect(events.map(({ type }) => type)).toEqual(['second_factor.enabled', 'second_factor.disabled']);
    expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(2);
  });
});

describe('an account that requires a second factor', () => {
  it('lets people enrol an app and nothing else before they are signed in', async () => {
    const person = await stage.known(auth, {}, password);
    await require(person.accountId, 'everyone');
    const answer = await signInWith(auth, person, { rememberDevice: true });
    expect(answer).toEqual({ status: 'enrolment_required', challengeId: expect.any(String) });
    const challengeId = await challengeOf(auth, person);
    const { enrolments, secondFactor } = auth.parts;
    const asked = { challengeId, method: 'totp' as const, code: '000000', origin };
    expect(await outcome(secondFactor.complete(asked))).toBe('challenge_invalid');
    const { id, secret } = await enrolments.startTotp({ challengeId, origin });
    expect(await outcome(enrolments.activateTotp({ challengeId, id, code: '000000', origin }))).toBe('invalid_request');
    const done = await enrolments.activateTotp({ challengeId, id, code: app(secret)(), origin });
    expect(done.identity.caller).toMatchObject({ sub: person.id, amr: ['pwd', 'otp', 'mfa'] });
    expect(done.recoveryCodes).toHaveLength(10);
    expect(await outcome(enrolments.startTotp({ challengeId, origin }))).toBe('challenge_invalid');
    expect((await signInWith(auth, person)).status).toBe('second_factor_required');
  });

  it('lets them enrol a passkey as well', async () => {
    const person = await stage.known(auth, {}, password);
    await require(person.accountId, 'everyone');
    const challengeId = await challengeOf(auth, person);
    const { enrolments } = auth.parts;
    const options = await enrolments.startPasskey({ challengeId, origin });
    const credential = new SoftAuthenticator('https://desk.example').create(options);
    const done = await enrolments.registerPasskey({ challengeId, credential, origin });
    expect([done.identity.caller.sub, done.recoveryCodes?.length]).toEqual([person.id, 10]);
  });

  it('lets one of 20 enrolments at once finish', async () => {
    const person = await stage.known(auth, {}, password);
    await require(person.accountId, 'everyone');
    const challengeId = await challengeOf(auth, person);
    const { id, secret } = await auth.parts.enrolments.startTotp({ challengeId, origin });
    const code = app(secret)();
    const enrol = () => outcome(auth.parts.enrolments.activateTotp({ challengeId, id, code, origin }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, enrol));
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect(await stage.read('SELECT FROM sessions WHERE user_id = $1', [person.id])).toHaveLength(1);
  });

  it('does not let another sign-in enrol over a factor', async () => {
    const person = await stage.known(auth, {}, password);
    await require(person.accountId, 'everyone');
    const [first, second] = [await challengeOf(auth, person), await challengeOf(auth, person)];
    const { id, secret } = await auth.parts.enrolments.startTotp({ challengeId: first, origin });
    await auth.parts.enrolments.activateTotp({ challengeId: first, id, code: app(secret)(), origin });
    expect(await outcome(auth.parts.enrolments.startTotp({ challengeId: second, origin }))).toBe('challenge_invalid');
  });

  it('may require it of managers only', async () => {
    const accountId = uuidv7();
    await require(accountId, 'managers');
    for (const [role, status] of [
      ['owner', 'enrolment_required'],
      ['administrator', 'enrolment_required'],
      ['user', 'signed_in'],
      ['light_user', 'signed_in'],
    ] as const) {
      const person = await stage.known(auth, { accountId, role }, password);
      expect((await signInWith(auth, person)).status).toBe(status);
    }
  });

  it('takes the newest word for it', async () => {
    const person = await stage.known(auth, {}, password);
    await require(person.accountId, 'none', 3);
    await require(person.accountId, 'everyone', 2);
    expect((await signInWith(auth, person)).status).toBe('signed_in');
  });

  it('asks it of invited people, who may then choose a shorter password', async () => {
    const person = await stage.known(auth);
    await require(person.accountId, 'everyone');
    const { token } = await stage.invite(auth, person);
    expect((await auth.invitations.lookup({ token, origin })).passwordPolicy.minLength).toBe(8);
    const body = { token, password: 'k7#mQ2vXz', transport: 'bearer' as const, origin };
    const answer = await auth.invitations.accept(body);
    expect(answer.status).toBe('enrolment_required');
    const other = await stage.known(auth);
    const { token: plain } = await stage.invite(auth, other);
    expect((await auth.invitations.lookup({ token: plain, origin })).passwordPolicy.minLength).toBe(15);
    expect(await outcome(auth.invitations.accept({ ...body, token: plain }))).toBe('password_too_weak');
  });

  it('is content with a passkey alone', async () => {
    const { person, device } = await withPasskey(stage, auth);
    await require(person.accountId, 'everyone');
    const assertion = device.get(await auth.parts.passkeySignIns.options({ origin }));
    const input = { assertion, transport: 'cookie' as const, rememberDevice: false, origin };
    expect((await auth.parts.passkeySignIns.signIn(input)).status).toBe('signed_in');
  });
});

/** An event of the users service about somebody's role. */
async function becomes(person: Person, to: Person['role'], sequence: number): Promise<void> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type: userEvents.roleChanged.type,
    subject: person.id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: person.accountId,
    sequence,
    actorid: null,
    data: { userId: person.id, from: person.role, to },
  };
  const effect = await auth.people.consumer.handlers.get(event.type)?.begin(event);
  await stage.test.database.transaction({ accountId: person.accountId }, async () => effect?.());
  stage.directory.people.set(person.id, { ...person, role: to, version: sequence });
}

describe('who is signed in without the second factor that the account comes to require', () => {
  const enter = async (person: Person, transport: 'cookie' | 'bearer' = 'bearer') =>
    (await signedIn(signInWith(auth, person, { transport }))).secrets;
  type Secrets = Awaited<ReturnType<typeof enter>>;
  const verify = ({ cookie, accessToken }: Secrets) => {
    const kind = cookie === null ? ('bearer' as const) : ('cookie' as const);
    return outcome(auth.verification.verify({ kind, credential: cookie ?? accessToken ?? '', origin }));
  };
  const refresh = ({ refreshToken }: Secrets) =>
    outcome(auth.refreshes.refresh({ refreshToken: refreshToken ?? '', origin }));

  it.each(['cookie', 'bearer'] as const)('is signed out by the next use of the %s, for good', async (transport) => {
    const person = await stage.known(auth, {}, password);
    const secrets = await enter(person, transport);
    expect(await verify(secrets)).toBe('answered');
    await require(person.accountId, 'everyone', 2);
    expect(await verify(secrets)).toBe('unauthenticated');
    expect(auth.pushed.at(-1)).toMatchObject({ subject: 'push.identity.ended' });
    expect(await stage.events('session.ended', person.id)).toHaveLength(1);
    await require(person.accountId, 'none', 3);
    expect(await verify(secrets)).toBe('unauthenticated');
  });

  it('gets no other pair for a refresh token, nor a repeated one', async () => {
    const person = await stage.known(auth, {}, password);
    const [present, replayed] = [await enter(person), await enter(person)];
    expect(await refresh(replayed)).toBe('answered');
    await require(person.accountId, 'everyone', 2);
    expect([await refresh(present), await refresh(replayed)]).toEqual([
      'refresh_token_invalid',
      'refresh_token_invalid',
    ]);
    expect((await signInWith(auth, person)).status).toBe('enrolment_required');
  });

  it('is left alone with a factor, and where only managers need one', async () => {
    const { person, caller } = await withApp(stage, auth);
    const held = async (id: string) =>
      (await stage.read('SELECT FROM sessions WHERE id = $1 AND ended_at IS NULL', [id])).length;
    await require(person.accountId, 'everyone', 2);
    await stage.test.database.transaction({ accountId: person.accountId }, async () => {
      expect(await auth.sessions.liveById(caller.sid)).toMatchObject({ lacks_factor: false });
    });
    expect(await held(caller.sid)).toBe(1);
    const accountId = uuidv7();
    const user = await stage.known(auth, { accountId, role: 'user' }, password);
    const administrator = await stage.known(auth, { accountId, role: 'administrator' }, password);
    const [one, other] = [await enter(user), await enter(administrator)];
    await require(accountId, 'managers', 2);
    expect([await verify(one), await verify(other)]).toEqual(['answered', 'unauthenticated']);
    expect(await refresh(one)).toBe('answered');
  });

  it('is signed out when they become a manager, by the newest word about their role', async () => {
    const accountId = uuidv7();
    await require(accountId, 'managers');
    const person = await stage.known(auth, { accountId, role: 'user' }, password);
    const [first, second] = [await enter(person), await enter(person)];
    await becomes(person, 'light_user', 3);
    await becomes(person, 'administrator', 2);
    expect(await verify(first)).toBe('answered');
    await becomes(person, 'administrator', 4);
    expect([await verify(first), await refresh(second)]).toEqual(['unauthenticated', 'refresh_token_invalid']);
    expect((await signInWith(auth, person)).status).toBe('enrolment_required');
  });

  it('counts as a manager until their role is known, which a sign-in finds out', async () => {
    const accountId = uuidv7();
    const person = await stage.known(auth, { accountId, role: 'user' }, password);
    const secrets = await enter(person);
    await require(accountId, 'managers');
    await stage.read('UPDATE identities SET manager = true, role_version = 0 WHERE user_id = $1', [person.id]);
    expect(await verify(secrets)).toBe('unauthenticated');
    expect(await verify(await enter(person))).toBe('answered');
  });
});

describe('a password that was chosen beside a second factor', () => {
  const short = 'k7#mQ2vXz';
  const shortened = async () => {
    const one = await withApp(stage, auth);
    const change = { currentPassword: password, newPassword: short, origin };
    await auth.recovery.changes.change(one.caller, change);
    return one;
  };
  const enter = (person: Person) => auth.signIns.signIn({ ...cookieless, email: person.email, password: short });
  const cookieless = { transport: 'bearer' as const, rememberDevice: false, origin };

  it('may have 8 characters, at a change and at a reset, and not without one', async () => {
    const { person } = await shortened();
    expect((await enter(person)).status).toBe('second_factor_required');
    await auth.recovery.resets.request({ email: person.email, origin });
    await auth.recovery.desk.drain();
    const { token } = await stage.newestLink(auth, person.id, 'password_reset');
    expect((await auth.recovery.resets.lookup({ token, origin })).passwordPolicy.minLength).toBe(8);
    expect(await outcome(auth.recovery.resets.complete({ token, password: 'k7#mQ2v', origin }))).toBe(
      'password_too_weak',
    );
    expect(await outcome(auth.recovery.resets.complete({ token, password: 'x9!nR4wYq', origin }))).toBe('answered');
    const { caller } = await fresh();
    const change = { currentPassword: password, newPassword: short, origin };
    expect(await outcome(auth.recovery.changes.change(caller, change))).toBe('password_too_weak');
  });

  it('keeps its person from removing the last factor until it is longer', async () => {
    const { caller, factorId } = await shortened();
    expect(await outcome(auth.parts.own.remove(caller, factorId))).toBe('password_needs_factor');
    expect((await auth.parts.own.read(caller)).methods).toHaveLength(1);
    const change = { currentPassword: short, newPassword: 'some other words that nobody knows', origin };
    await auth.recovery.changes.change(caller, change);
    expect(await outcome(auth.parts.own.remove(caller, factorId))).toBe('answered');
  });

  it('does not survive alone a removal that came while it was hashed', async () => {
    const { caller, factorId } = await withApp(stage, auth);
    const hash = auth.hasher.hash.bind(auth.hasher);
    auth.hasher.hash = async (secret) => {
      await auth.parts.own.remove(caller, factorId);
      return hash(secret);
    };
    const change = { currentPassword: password, newPassword: short, origin };
    expect(await outcome(auth.recovery.changes.change(caller, change))).toBe('password_too_weak');
    auth.hasher.hash = hash;
  });

  it('signs in nobody by itself once a manager has reset the factors: enrol, or set a longer one by mail', async () => {
    const { person } = await shortened();
    const manager = { ...(await fresh()).caller, acc: person.accountId };
    await auth.parts.resets.reset(manager, person.id);
    expect((await enter(person)).status).toBe('enrolment_required');
    await auth.recovery.resets.request({ email: person.email, origin });
    await auth.recovery.desk.drain();
    const { token } = await stage.newestLink(auth, person.id, 'password_reset');
    expect((await auth.recovery.resets.lookup({ token, origin })).passwordPolicy.minLength).toBe(15);
    expect(await outcome(auth.recovery.resets.complete({ token, password: 'x9!nR4wYq', origin }))).toBe(
      'password_too_weak',
    );
    await auth.recovery.resets.complete({ token, password, origin });
    expect((await signInWith(auth, person)).status).toBe('signed_in');
  });

  it('signs in nobody by itself either when the account ceases to require a factor', async () => {
    const person = await stage.known(auth);
    await require(person.accountId, 'everyone');
    const { token } = await stage.invite(auth, person);
    await auth.invitations.accept({ token, password: short, transport: 'bearer', origin });
    await require(person.accountId, 'none', 2);
    expect((await enter(person)).status).toBe('enrolment_required');
  });
});

describe('managers', () => {
  it('see whether and which kinds, of people they manage', async () => {
    const { person } = await withApp(stage, auth);
    const manager = { ...(await fresh()).caller, acc: person.accountId };
    expect(await auth.parts.resets.status(manager, person.id)).toEqual({ enabled: true, kinds: ['totp'] });
    stage.directory.powerless.add(manager.sub);
    expect(await outcome(auth.parts.resets.status(manager, person.id))).toBe('forbidden');
    expect(await outcome(auth.parts.resets.reset(manager, person.id))).toBe('forbidden');
    const foreign = (await fresh()).caller;
    for (const id of [person.id, uuidv7()]) {
      expect(await outcome(auth.parts.resets.status(foreign, id))).toBe('not_found');
      expect(await outcome(auth.parts.resets.reset(foreign, id))).toBe('not_found');
    }
  });

  it('reset it: everything that is signed in, remembered, mailed or half done ends', async () => {
    const { person, caller, code } = await withApp(stage, auth);
    const manager = { ...(await fresh()).caller, acc: person.accountId };
    const { token } = await stage.invite(auth, person);
    const done = await auth.parts.secondFactor.complete({
      challengeId: await challengeOf(auth, person),
      method: 'totp',
      code: code(),
      rememberDevice: true,
      origin,
    });
    const half = await challengeOf(auth, person);
    expect(await outcome(auth.parts.resets.reset(caller, person.id))).toBe('forbidden');
    await auth.parts.resets.reset(manager, person.id);
    const { accessToken, refreshToken, deviceToken } = done.secrets;
    const question = { kind: 'bearer' as const, credential: accessToken ?? '', origin };
    expect(await outcome(auth.verification.verify(question))).toBe('unauthenticated');
    expect(await outcome(auth.refreshes.refresh({ refreshToken: refreshToken ?? '', origin }))).toBe(
      'refresh_token_invalid',
    );
    expect(await outcome(auth.invitations.lookup({ token, origin }))).toBe('link_invalid');
    const answer = { challengeId: half, method: 'totp' as const, code: code(1), origin };
    expect(await outcome(auth.parts.secondFactor.complete(answer))).toBe('challenge_invalid');
    expect(auth.pushed.at(-1)).toMatchObject({ subject: 'push.identity.ended', data: { userIds: [person.id] } });
    const [event] = await stage.events('second_factor.reset', person.id);
    expect(event?.data).toEqual({ userId: person.id, kinds: ['totp'] });
    expect((await signInWith(auth, person, { deviceToken })).status).toBe('signed_in');
    // With a factor again, the device from before is not remembered.
    const { caller: again } = (await signedIn(signInWith(auth, person))).identity;
    const { id, secret } = await auth.parts.own.startTotp(again, {});
    await auth.parts.own.activateTotp(again, { id, code: app(secret)(), origin });
    expect((await signInWith(auth, person, { deviceToken })).status).toBe('second_factor_required');
  });

  it('reset and sign-in at once: no session of before survives', async () => {
    const { person, code } = await withApp(stage, auth);
    const manager = { ...(await fresh()).caller, acc: person.accountId };
    const challengeId = await challengeOf(auth, person);
    const answer = { challengeId, method: 'totp' as const, code: code(), origin };
    const [signed, reset] = await Promise.all([
      outcome(auth.parts.secondFactor.complete(answer)),
      outcome(auth.parts.resets.reset(manager, person.id)),
    ]);
    expect(['answered', 'challenge_invalid', 'second_factor_invalid']).toContain(signed);
    expect(reset).toBe('answered');
    const live = await stage.read('SELECT FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [person.id]);
    expect(live).toEqual([]);
  });
});

describe('rotating keys', () => {
  it('signs nobody out, and seals secrets anew', async () => {
    const known = await withApp(stage, auth);
    const before = await signedIn(
      auth.parts.secondFactor.complete({
        challengeId: await challengeOf(auth, known.person),
        method: 'totp',
        code: known.code(),
        origin,
      }),
    );
    const old = (await stage.read<{ id: string }>('SELECT id FROM data_keys WHERE retired_at IS NULL'))[0]?.id;
    const rotation = await rotateKeys(stage.test.database, auth.master);
    expect(rotation.resealed).toBeGreaterThan(0);
    expect(rotation.dataKey).not.toBe(old);
    expect(await stage.read('SELECT FROM second_factors WHERE data_key_id = $1', [old])).toEqual([]);
    for (const copy of [auth, await stage.copy()]) {
      const question = { kind: 'bearer' as const, credential: before.secrets.accessToken ?? '', origin };
      expect((await copy.verification.verify(question)).caller.sub).toBe(known.person.id);
    }
    const fresh = await stage.copy();
    const { keys } = await fresh.keys.published();
    expect(keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(rotation.signingKeys));
    expect(rotation.signingKeys).toContain(fresh.keys.signing('access').kid);
    const answer = { method: 'totp' as const, code: known.code(1), origin };
    const challengeId = await challengeOf(auth, known.person);
    expect(await outcome(fresh.parts.secondFactor.complete({ ...answer, challengeId }))).toBe('answered');
  });

  it('reaches copies that run on', async () => {
    await rotateKeys(stage.test.database, auth.master);
    const current = await stage.read<{ kid: string }>(
      `SELECT kid FROM signing_keys WHERE purpose = 'caller' AND retired_at IS NULL`,
    );
    await stage.read('SELECT pg_sleep(1.1)');
    await auth.keys.published();
    expect(auth.keys.signing('caller').kid).toBe(current[0]?.kid);
  });

  it('leaves one key in use when it is done twice at once', async () => {
    await Promise.all([1, 2, 3].map(() => rotateKeys(stage.test.database, auth.master)));
    for (const table of ['data_keys', `signing_keys WHERE purpose = 'access' AND retired_at IS NULL`]) {
      const rows = await stage.read(
        `SELECT FROM ${table.includes('WHERE') ? table : `${table} WHERE retired_at IS NULL`}`,
      );
      expect(rows).toHaveLength(1);
    }
  });
});
