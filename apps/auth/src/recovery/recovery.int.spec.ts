// Real: PostgreSQL and argon2. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { linkPurposes, passwordResetCalls, type Person } from '#contracts';
import { runInContext } from '#observability';
import { AuthStage, origin, outcome, type AuthCopy, signedIn } from '../testing/auth-stage.js';

const password = 'a quiet meadow beyond the hill';
const fresh = 'another meadow, wider and louder';
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

const signIn = (email: string, secret = password) =>
  signedIn(auth.signIns.signIn({ email, password: secret, transport: 'bearer', rememberDevice: false, origin }));

async function ask(email: string, copy = auth): Promise<void> {
  await copy.recovery.resets.request({ email, origin });
  await copy.recovery.desk.drain();
}

async function asked(fields: Partial<Person> = {}) {
  const person = await stage.known(auth, fields, password);
  await ask(person.email);
  return { person, link: await stage.newestLink(auth, person.id, 'password_reset') };
}

const linksOf = (person: Person) =>
  stage.read('SELECT FROM links WHERE user_id = $1 AND purpose = $2', [person.id, 'password_reset']);

describe('asking for a reset', () => {
  it('makes one live link; asking again kills the one before', async () => {
    const { person, link } = await asked();
    await stage.read(`UPDATE links SET created_at = now() - interval '11 seconds' WHERE user_id = $1`, [person.id]);
    await ask(person.email);
    const newer = await stage.newestLink(auth, person.id, 'password_reset');
    expect(await outcome(auth.recovery.resets.lookup({ token: link.token, origin }))).toBe('link_invalid');
    const seen = await auth.recovery.resets.lookup({ token: newer.token, origin });
    expect(seen).toMatchObject({ email: person.email, passwordPolicy: { maxLength: 128 } });
    const lifetime = Date.parse(seen.expiresAt) - Date.now();
    expect(lifetime).toBeGreaterThan(3_500_000);
    expect(lifetime).toBeLessThanOrEqual(3_600_000);
  });

  it('gives people who may not sign in nothing, and the same answer', async () => {
    const suspended = await stage.known(auth, { state: 'suspended' }, password);
    const deleted = await stage.known(auth, { state: 'deleted' }, password);
    const invited = await stage.known(auth);
    const unknown = `${uuidv7()}@people.example`;
    for (const email of [suspended.email, deleted.email, invited.email, unknown]) {
      expect(await auth.recovery.resets.request({ email, origin })).toEqual({});
    }
    await auth.recovery.desk.drain();
    for (const person of [suspended, deleted, invited]) expect(await linksOf(person)).toEqual([]);
    expect(await stage.read('SELECT FROM mail_requests')).toEqual([]);
  });

  it('is the same work for known and unknown addresses: two statements, and nothing is looked up', async () => {
    const known = await stage.known(auth, {}, password);
    let lookups = 0;
    const byEmail = auth.identities.byEmail.bind(auth.identities);
    const person = auth.directory.person.bind(auth.directory);
    auth.identities.byEmail = () => Promise.reject(new Error(`looked up ${(lookups += 1)}`));
    auth.directory.person = () => Promise.reject(new Error(`asked ${(lookups += 1)}`));
    for (const email of [known.email, `${uuidv7()}@people.example`]) {
      await auth.recovery.resets.request({ email, origin });
    }
    expect(lookups).toBe(0);
    auth.identities.byEmail = byEmail;
    auth.directory.person = person;
    await auth.recovery.desk.drain();
    expect(await linksOf(known)).toHaveLength(1);
  });

  it('mails once for a request, though two copies decide at once', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => stage.known(auth, {}, password)));
    const copies = [auth, await stage.copy()];
    for (const { email } of people) await auth.recovery.resets.request({ email, origin });
    await Promise.all(copies.map((copy) => copy.recovery.desk.drain()));
    for (const person of people) expect(await linksOf(person)).toHaveLength(1);
  });

  it('waits for the users service when it is away', async () => {
    const known = await stage.known(auth, {}, password);
    const person = auth.directory.person.bind(auth.directory);
    auth.directory.person = () => Promise.reject(new Error('away'));
    await ask(known.email);
    auth.directory.person = person;
    expect(await linksOf(known)).toEqual([]);
    await stage.read('UPDATE mail_requests SET next_attempt_at = now()');
    await auth.recovery.desk.drain();
    expect(await linksOf(known)).toHaveLength(1);
  });

  it('is limited by network, beside the failures of sign-ins', async () => {
    const { stage: small, auth: strict } = await AuthStage.open({ MAIL_REQUESTS_PER_ADDRESS: 3 });
    try {
      const request = (ip: string) =>
        outcome(strict.recovery.resets.request({ email: `${uuidv7()}@people.example`, origin: { ip, userAgent: '' } }));
      for (let n = 0; n < 3; n += 1) expect(await request('2001:db8::1')).toBe('answered');
      expect(await request('2001:db8::2')).toBe('rate_limited');
      expect(await request('2001:db8:0:1::1')).toBe('answered');
      const person = await small.known(strict, {}, password);
      const attempt = strict.signIns.signIn({
        email: person.email,
        password,
        transport: 'cookie',
        rememberDevice: false,
        origin: { ip: '2001:db8::1', userAgent: '' },
      });
      expect(await outcome(attempt)).toBe('answered');
    } finally {
      await small.test.close();
    }
  });
});

describe('completing a reset', () => {
  const complete = (proof: object, secret = fresh) =>
    outcome(auth.recovery.resets.complete({ ...proof, password: secret, origin }));

  it('sets the password, by token or by code, and signs nobody in', async () => {
    for (const byCode of [false, true]) {
      const { person, link } = await asked();
      const proof = byCode ? { email: person.email, code: link.code } : { token: link.token };
      expect(await auth.recovery.resets.complete({ ...proof, password: fresh, origin })).toEqual({});
      expect(await outcome(signIn(person.email))).toBe('invalid_credentials');
      expect(await outcome(signIn(person.email, fresh))).toBe('answered');
      expect(await complete(proof)).toBe('link_invalid');
      const [event] = await stage.events('credential.password_set', person.id);
      expect(event).toMatchObject({ subject: person.id, data: { userId: person.id, via: 'reset' } });
    }
  });

  it('unlocks the address and says so', async () => {
    const person = await stage.known(auth, {}, password);
    for (let n = 0; n < 10; n += 1) await outcome(signIn(person.email, 'wrong'));
    expect(await outcome(signIn(person.email))).toBe('invalid_credentials');
    await ask(person.email);
    const { token } = await stage.newestLink(auth, person.id, 'password_reset');
    expect(await complete({ token })).toBe('answered');
    expect(await outcome(signIn(person.email, fresh))).toBe('answered');
    const [set] = await stage.events('credential.password_set', person.id);
    const [unlocked] = await stage.events('credential.unlocked', person.id);
    expect(unlocked?.sequence).toBeGreaterThan(set?.sequence ?? Infinity);
  });

  it('happens once of 20 at once, over two copies', async () => {
    const { person, link } = await asked();
    const copies = [auth, await stage.copy()];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        outcome(copies[n % 2]!.recovery.resets.complete({ token: link.token, password: `${fresh} no. ${n}`, origin })),
      ),
    );
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['answered', 'link_invalid']));
    expect(await stage.events('credential.password_set', person.id)).toHaveLength(1);
  });

  it('refuses weak passwords without spending the link', async () => {
    const { link } = await asked();
    expect(await complete({ token: link.token }, 'short')).toBe('password_too_weak');
    expect(await complete({ token: link.token }, 'passwordpassword')).toBe('password_too_weak');
    expect(await complete({ token: link.token })).toBe('answered');
  });

  it('refuses an expired link as expired', async () => {
    const { person, link } = await asked();
    await stage.read(`UPDATE links SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [person.id]);
    expect(await complete({ token: link.token })).toBe('link_expired');
    expect(await outcome(auth.recovery.resets.lookup({ token: link.token, origin }))).toBe('link_expired');
  });

  it('refuses who is not active any more', async () => {
    const { person, link } = await asked();
    auth.directory.people.set(person.id, { ...person, state: 'suspended' });
    expect(await complete({ token: link.token })).toBe('link_invalid');
  });

  it('refuses shortened, extended and changed tokens, and a code after five wrong ones', async () => {
    const { person, link } = await asked();
    const { token, code } = link;
    const last = token.at(-1) === 'A' ? 'B' : 'A';
    for (const other of [token.slice(0, -1), `${token}A`, `${token}=`, `${token.slice(0, -1)}${last}`, 'x']) {
      expect(await complete({ token: other })).toBe('link_invalid');
    }
    for (let n = 0; n < 5; n += 1) {
      expect(await complete({ email: person.email, code: 'AAAA2222' })).toBe('link_invalid');
    }
    expect(await complete({ email: person.email, code })).toBe('link_invalid');
    expect(await complete({ token })).toBe('answered');
  });

  it.each(linkPurposes.filter((purpose) => purpose !== 'password_reset'))('refuses a link of %s', async (purpose) => {
    const person = await stage.known(auth, {}, password);
    await stage.test.database.transaction({ accountId: person.accountId }, () =>
      auth.issuer.issue({
        accountId: person.accountId,
        userId: person.id,
        purpose,
        version: 1,
        subjectId: purpose === 'invitation' ? null : uuidv7(),
        invitedBy: null,
        expiresAt: new Date(Date.now() + 60_000),
      }),
    );
    const { token } = await stage.newestLink(auth, person.id, purpose);
    expect(await complete({ token })).toBe('link_invalid');
    expect(await outcome(auth.recovery.resets.lookup({ token, origin }))).toBe('link_invalid');
  });

  it('refuses its own links elsewhere', async () => {
    const { link } = await asked();
    const { token } = link;
    const acceptance = { token, password: fresh, transport: 'bearer' as const, origin };
    expect(await outcome(auth.invitations.lookup({ token, origin }))).toBe('link_invalid');
    expect(await outcome(auth.invitations.accept(acceptance))).toBe('link_invalid');
    expect(await outcome(auth.recovery.confirmations.confirm({ token, transport: 'bearer', origin }))).toBe(
      'link_invalid',
    );
    for (const purpose of linkPurposes.filter((other) => other !== 'password_reset')) {
      expect(await outcome(auth.finder.live(purpose, { token }, origin))).toBe('link_invalid');
    }
  });
});

describe('a manager', () => {
  async function manager(target: Person) {
    const boss = await stage.known(auth, { accountId: target.accountId, role: 'administrator' }, password);
    return (await signIn(boss.email)).identity.caller;
  }

  const send = (caller: Awaited<ReturnType<typeof manager>>, userId: string, key?: string) =>
    runInContext({ requestId: 'test', caller, ...(key === undefined ? {} : { idempotencyKey: key }) }, () =>
      auth.recovery.sent.send(passwordResetCalls.send, caller, { userId }),
    );

  it('can have the mail sent, once per key', async () => {
    const person = await stage.known(auth, {}, password);
    const caller = await manager(person);
    await send(caller, person.id, 'once');
    await send(caller, person.id, 'once');
    expect(await linksOf(person)).toHaveLength(1);
    const [event] = (await stage.events('link.issued', person.id)).slice(-1);
    expect(event).toMatchObject({ actorid: caller.sub, data: { purpose: 'password_reset' } });
  });

  it('not to people who are not active, nor abroad, nor without the right', async () => {
    const invited = await stage.known(auth);
    const caller = await manager(invited);
    expect(await outcome(send(caller, invited.id))).toBe('conflict');
    const foreign = await stage.known(auth, {}, password);
    expect(await outcome(send(caller, foreign.id))).toBe('not_found');
    expect(await outcome(send(caller, uuidv7()))).toBe('not_found');
    auth.directory.powerless.add(caller.sub);
    expect(await outcome(send(caller, invited.id))).toBe('forbidden');
  });
});

describe('changing the password', () => {
  const change = (caller: Awaited<ReturnType<typeof signIn>>['identity']['caller'], currentPassword: string, n = 0) =>
    outcome(auth.recovery.changes.change(caller, { currentPassword, newPassword: `${fresh} no. ${n}`, origin }));

  it('needs the present one, counted like a sign-in', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity } = await signIn(person.email);
    for (let n = 0; n < 10; n += 1) expect(await change(identity.caller, `wrong ${n}`)).toBe('invalid_credentials');
    expect(await change(identity.caller, password)).toBe('invalid_credentials');
    expect(await outcome(signIn(person.email))).toBe('invalid_credentials');
  });

  describe('in a browser', () => {
    const verify = (credential: string) => auth.verification.verify({ kind: 'cookie', credential, origin });
    const enter = async () => {
      const person = await stage.known(auth, {}, password);
      const input = { email: person.email, password, transport: 'cookie' as const, rememberDevice: false, origin };
      const { identity, secrets } = await signedIn(auth.signIns.signIn(input));
      return { person, caller: identity.caller, copied: secrets.cookie ?? '' };
    };
    const later = (sid: string) =>
      stage.read(`UPDATE sessions SET previous_until = previous_until - interval '11 seconds' WHERE id = $1`, [sid]);
    const changed = { currentPassword: password, newPassword: fresh, renewsCookie: true as const, origin };

    it('gives the session another cookie: a copy of the one before dies, the browser goes on', async () => {
      const { caller, copied } = await enter();
      const { renewed } = await auth.recovery.changes.change(caller, changed);
      const told = { subject: 'push.identity.changed', data: { sessionIds: [caller.sid] } };
      expect(auth.pushed.at(-1)).toMatchObject(told);
      // Requests that were under way come through. Whether the new one has arrived makes no difference.
      expect(await outcome(verify(copied))).toBe('answered');
      await later(caller.sid);
      expect(await outcome(verify(copied))).toBe('unauthenticated');
      expect((await verify(renewed?.cookie ?? '')).caller.sid).toBe(caller.sid);
    });

    it('counts as a proof, for the new cookie only', async () => {
      const { caller, copied } = await enter();
      await stage.read(`UPDATE sessions SET authenticated_at = now() - interval '1 hour' WHERE id = $1`, [caller.sid]);
      const { renewed } = await auth.recovery.changes.change(caller, changed);
      const age = async (cookie: string) => Date.now() / 1000 - (await verify(cookie)).caller.auth_time;
      expect(await age(copied)).toBeGreaterThan(3_000);
      expect(await age(renewed?.cookie ?? '')).toBeLessThan(60);
    });

    it('changes no cookie for who would not hand it on, nor when it was refused', async () => {
      const { caller, copied } = await enter();
      const weak = auth.recovery.changes.change(caller, { ...changed, newPassword: 'short' });
      expect(await outcome(weak)).toBe('password_too_weak');
      const input = { currentPassword: password, newPassword: fresh, origin };
      expect(await auth.recovery.changes.change(caller, input)).toEqual({});
      await later(caller.sid);
      expect(await outcome(verify(copied))).toBe('answered');
    });
  });

  it('leaves the tokens of a session without a cookie to their rotation', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity, secrets } = await signIn(person.email);
    const input = { currentPassword: password, newPassword: fresh, renewsCookie: true as const, origin };
    expect(await auth.recovery.changes.change(identity.caller, input)).toEqual({});
    const stolen = secrets.refreshToken ?? '';
    const pair = await auth.refreshes.refresh({ refreshToken: stolen, origin });
    await stage.read(`UPDATE sessions SET rotated_at = now() - interval '11 seconds' WHERE id = $1`, [
      identity.caller.sid,
    ]);
    expect(await outcome(auth.refreshes.refresh({ refreshToken: stolen, origin }))).toBe('refresh_token_invalid');
    expect(await outcome(auth.refreshes.refresh({ refreshToken: pair.refreshToken, origin }))).toBe(
      'refresh_token_invalid',
    );
  });

  it('names the field of a weak one', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity } = await signIn(person.email);
    const weak = auth.recovery.changes.change(identity.caller, {
      currentPassword: password,
      newPassword: 'short',
      origin,
    });
    await expect(weak).rejects.toMatchObject({
      code: 'password_too_weak',
      details: { errors: [{ path: 'newPassword', code: 'too_short' }] },
    });
  });

  it('happens once of eight at once', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity } = await signIn(person.email);
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, n) => change(identity.caller, password, n)));
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    const [event, ...more] = await stage.events('credential.password_set', person.id);
    expect([event?.data, more]).toEqual([{ userId: person.id, via: 'change' }, []]);
  });

  it('undoes no reset that came while the old one was being proved', async () => {
    const { person, link } = await asked();
    const { identity } = await signIn(person.email);
    const prove = auth.signIns.prove.bind(auth.signIns);
    auth.signIns.prove = async (...args) => {
      await prove(...args);
      await auth.recovery.resets.complete({ token: link.token, password: fresh, origin });
    };
    expect(await change(identity.caller, password)).toBe('invalid_credentials');
    auth.signIns.prove = prove;
    expect(await outcome(signIn(person.email, fresh))).toBe('answered');
  });

  it('is nothing for a session that has ended', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity } = await signIn(person.email);
    await auth.own.signOut(identity.caller);
    expect(await change(identity.caller, password)).toBe('unauthenticated');
    expect(await outcome(signIn(person.email))).toBe('answered');
  });
});
