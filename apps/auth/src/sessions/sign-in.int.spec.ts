// Real: PostgreSQL and argon2. Fake: the users service.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '#errors';
import { AuthStage, origin, outcome, signedIn, type AuthCopy } from '../testing/auth-stage.js';

const password = 'a quiet meadow beyond the hill';
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

const signIn = (
  email: string,
  secret: string,
  copy = auth,
  { ip = origin.ip, transport = 'bearer' }: { ip?: string; transport?: 'bearer' | 'cookie' } = {},
) =>
  signedIn(
    copy.signIns.signIn({
      email,
      password: secret,
      transport,
      rememberDevice: false,
      origin: { ip, userAgent: 'test' },
    }),
  );

/** What counts against an address and the network of these tests. */
async function counted(email: string) {
  const [row] = await stage.read<object>(
    `SELECT coalesce(max(g.pending), 0) AS pending, coalesce(max(g.failures), 0) AS failures,
       (SELECT coalesce(max(n.failures), 0) FROM network_failures n) AS network
     FROM password_guards g WHERE g.address_digest = sha256(convert_to($1, 'UTF8'))`,
    [email],
  );
  return row;
}

describe('a password', () => {
  it('signs in, in whatever code points it was typed', async () => {
    const composed = 'Café am See, fünf Möwen';
    const person = await stage.known(auth, {}, composed.normalize('NFC'));
    expect((await signIn(person.email, composed.normalize('NFD'))).identity.caller.sub).toBe(person.id);
  });

  it('does not sign in who is suspended, deleted, or has none', async () => {
    const suspended = await stage.known(auth, {}, password);
    const deleted = await stage.known(auth, {}, password);
    const invited = await stage.known(auth);
    await stage.test.database.transaction({ system: 'test' }, async () => {
      await auth.identities.setState(suspended.id, { suspended: true, deleted: false, version: 2 });
      await auth.identities.setState(deleted.id, { suspended: false, deleted: true, version: 2 });
    });
    for (const { email } of [suspended, deleted, invited, { email: `${uuidv7()}@people.example` }]) {
      expect(await outcome(signIn(email, password))).toBe('invalid_credentials');
    }
  });

  it('of older parameters works and is hashed anew', async () => {
    const person = await stage.known(auth, {}, password);
    const old = await hash(password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await stage.read('UPDATE credentials SET password_hash = $2 WHERE user_id = $1', [person.id, old]);
    await signIn(person.email, password);
    const [row] = await stage.read<{ password_hash: string }>(
      'SELECT password_hash FROM credentials WHERE user_id = $1',
      [person.id],
    );
    expect(row?.password_hash).toContain('m=19456,t=2,p=1');
    expect(await outcome(signIn(person.email, password))).toBe('answered');
  });

  it('of older parameters works while no hash can be made, and stays for the next time', async () => {
    const person = await stage.known(auth, {}, password);
    const old = await hash(password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await stage.read('UPDATE credentials SET password_hash = $2 WHERE user_id = $1', [person.id, old]);
    const busy = await stage.copy();
    busy.hasher.hash = async () => {
      throw new AppError('unavailable', { retryAfter: 1 });
    };
    expect(await outcome(signIn(person.email, password, busy))).toBe('answered');
    expect(await counted(person.email)).toEqual({ pending: 0, failures: 0, network: 0 });
    const stored = await stage.read('SELECT password_hash FROM credentials WHERE user_id = $1', [person.id]);
    expect(stored).toEqual([{ password_hash: old }]);
  });

  it('that opens nothing leaves no try behind', async () => {
    const person = await stage.known(auth, {}, password);
    const other = await stage.copy();
    // What happens meanwhile: the users service is away, the sign-in meets another password, the database is cut off.
    const hindrances: [string, () => Promise<boolean>][] = [
      ['unavailable', async () => Promise.reject(new AppError('unavailable'))],
      [
        'invalid_credentials',
        async () => {
          await stage.read('UPDATE credentials SET password_set_at = now() WHERE user_id = $1', [person.id]);
          return false;
        },
      ],
      ['Error: cut off', async () => Promise.reject(new Error('cut off'))],
    ];
    await stage.read(
      `INSERT INTO account_security (account_id, version, require_two_factor, session_idle_days, session_max_days,
         allowed_ip_ranges) VALUES ($1, 1, 'managers', 14, 60, '{}')`,
      [person.accountId],
    );
    for (const [refusal, hinder] of hindrances) {
      other.parts.arrivals.requiresTwoFactors = hinder;
      expect(await outcome(signIn(person.email, password, other))).toBe(refusal);
      expect(await counted(person.email)).toEqual({ pending: 0, failures: 0, network: 0 });
    }
  });

  it('tells when somebody signed in', async () => {
    const person = await stage.known(auth, {}, password);
    const { session } = await signIn(person.email, password);
    const [event] = await stage.events('session.created', person.id);
    expect(event).toMatchObject({ subject: session.id, accountid: person.accountId });
  });
});

describe('wrong passwords', () => {
  it('never evaluate more than ten of 200 at once, over two copies', async () => {
    const person = await stage.known(auth, {}, password);
    const copies = [auth, await stage.copy()];
    let evaluated = 0;
    for (const copy of copies) {
      const verify = copy.hasher.verify.bind(copy.hasher);
      copy.hasher.verify = (stored, secret) => {
        if (stored !== null) evaluated += 1;
        return verify(stored, secret);
      };
    }
    const guesses = Array.from({ length: 200 }, (_, n) => outcome(signIn(person.email, `guess ${n}`, copies[n % 2])));
    const outcomes = new Set(await Promise.all(guesses));
    expect(evaluated).toBeLessThanOrEqual(10);
    expect([...outcomes].sort()).toEqual(['invalid_credentials', 'rate_limited']);
    // The limit survives a restart: another copy knows as well.
    expect(await outcome(signIn(person.email, password, await stage.copy()))).toBe('invalid_credentials');
    const events = await stage.events('credential.locked', person.id);
    expect(events.map(({ data }) => data)).toEqual([{ userId: person.id, failures: 10 }]);
  });

  it('in a row count, not in all', async () => {
    const person = await stage.known(auth, {}, password);
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 9; n += 1) expect(await outcome(signIn(person.email, 'wrong'))).toBe('invalid_credentials');
      expect(await outcome(signIn(person.email, password))).toBe('answered');
    }
  });

  it('block an unknown address as they block a known one', async () => {
    const known = (await stage.known(auth, {}, password)).email;
    const unknown = `${uuidv7()}@people.example`;
    const seen = async (email: string) => {
      const outcomes: string[] = [];
      for (let n = 0; n < 12; n += 1) outcomes.push(await outcome(signIn(email, `guess ${n}`)));
      const [row] = await stage.read<object>(
        `SELECT failures, pending, locked_at IS NOT NULL AS locked FROM password_guards
         WHERE address_digest = sha256(convert_to($1, 'UTF8'))`,
        [email],
      );
      return { outcomes, row };
    };
    expect(await seen(unknown)).toEqual(await seen(known));
  });

  it('are remembered over a restart of everything: blocks and limits of networks', async () => {
    const person = await stage.known(auth, {}, password);
    for (let n = 0; n < 10; n += 1) await outcome(signIn(person.email, `wrong ${n}`));
    // Another process, that knows nothing but the database.
    const again = await stage.copy();
    expect(await outcome(signIn(person.email, password, again, { ip: '198.51.100.11' }))).toBe('invalid_credentials');
    const [row] = await stage.read<{ failures: number }>('SELECT max(failures)::int AS failures FROM network_failures');
    expect(row?.failures).toBeGreaterThanOrEqual(10);
  });

  it('leave open sessions alone', async () => {
    const person = await stage.known(auth, {}, password);
    const { secrets } = await signIn(person.email, password);
    for (let n = 0; n < 11; n += 1) await outcome(signIn(person.email, 'wrong'));
    const question = { kind: 'bearer' as const, credential: secrets.accessToken ?? '', origin };
    expect(await outcome(auth.verification.verify(question))).toBe('answered');
  });

  it('from one network are refused before any hash, whoever they are for', async () => {
    const { stage: small, auth: strict } = await AuthStage.open({ SIGN_IN_LIMIT_PER_ADDRESS: 5 });
    try {
      const from = (ip: string) => outcome(signIn(`${uuidv7()}@people.example`, 'wrong', strict, { ip }));
      for (let n = 0; n < 5; n += 1) expect(await from('2001:db8::1')).toBe('invalid_credentials');
      let hashed = 0;
      const verify = strict.hasher.verify.bind(strict.hasher);
      strict.hasher.verify = (stored, secret) => {
        hashed += 1;
        return verify(stored, secret);
      };
      // Another address of the same /64.
      expect(await from('2001:db8::2')).toBe('rate_limited');
      expect(hashed).toBe(0);
      expect(await from('2001:db8:0:1::1')).toBe('invalid_credentials');
      // The right password takes its own try out of the count again.
      const person = await small.known(strict, {}, password);
      for (let n = 0; n < 8; n += 1) {
        expect(await outcome(signIn(person.email, password, strict, { ip: '192.0.2.99' }))).toBe('answered');
      }
    } finally {
      await small.test.close();
    }
  });

  it('are not counted when nothing was evaluated', async () => {
    const { stage: small, auth: busy } = await AuthStage.open({ HASH_QUEUE_LIMIT: 1 });
    try {
      const person = await small.known(busy, {}, password);
      const outcomes = await Promise.all(
        Array.from({ length: 9 }, () => outcome(signIn(person.email, password, busy))),
      );
      expect(outcomes).toContain('unavailable');
      expect(await outcome(signIn(person.email, password, busy))).toBe('answered');
      expect(await small.read('SELECT FROM password_guards')).toEqual([]);
    } finally {
      await small.test.close();
    }
  });
});

describe('proving it once more', () => {
  it('needs the own password and moves the time of the proof', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity, secrets } = await signIn(person.email, password);
    await stage.read(`UPDATE sessions SET authenticated_at = now() - interval '1 hour' WHERE id = $1`, [
      identity.caller.sid,
    ]);
    const verify = () => auth.verification.verify({ kind: 'bearer', credential: secrets.accessToken ?? '', origin });
    const before = (await verify()).caller.auth_time;
    expect(await outcome(auth.own.reauthenticate(identity.caller, { password: 'wrong', origin }))).toBe(
      'invalid_credentials',
    );
    expect((await verify()).caller.auth_time).toBe(before);
    await auth.own.reauthenticate(identity.caller, { password, origin });
    expect((await verify()).caller.auth_time).toBeGreaterThan(before + 3_000);
    expect(auth.pushed.at(-1)).toMatchObject({ subject: 'push.identity.changed' });
  });

  describe('while strangers have blocked the address', () => {
    const blocked = async () => {
      const person = await stage.known(auth, {}, password);
      const { identity } = await signIn(person.email, password);
      for (let n = 0; n < 11; n += 1) await outcome(signIn(person.email, 'wrong'));
      expect(await outcome(signIn(person.email, password))).toBe('invalid_credentials');
      const prove = (secret: string, copy = auth) =>
        outcome(copy.own.reauthenticate(identity.caller, { password: secret, origin }));
      return { person, identity, prove };
    };

    it('goes on in a session, by the right password, and lifts no block', async () => {
      const { person, prove } = await blocked();
      for (let n = 0; n < 9; n += 1) expect(await prove(`wrong ${n}`)).toBe('invalid_credentials');
      expect(await prove(password)).toBe('answered');
      for (let n = 0; n < 9; n += 1) expect(await prove(`wrong ${n}`)).toBe('invalid_credentials');
      expect(await prove(password)).toBe('answered');
      expect(await outcome(signIn(person.email, password))).toBe('invalid_credentials');
    });

    it('evaluates ten wrong ones of a session, of 40 at once over two copies', async () => {
      const { identity, prove } = await blocked();
      const copies = [auth, await stage.copy()];
      let evaluated = 0;
      for (const copy of copies) {
        const verify = copy.hasher.verify.bind(copy.hasher);
        copy.hasher.verify = (stored, secret) => {
          if (stored !== null) evaluated += 1;
          return verify(stored, secret);
        };
      }
      await Promise.all(Array.from({ length: 40 }, (_, n) => prove(`guess ${n}`, copies[n % 2])));
      expect(evaluated).toBe(10);
      // From then on it is worth what a stranger's is, also after a restart; the session itself goes on.
      expect(await prove(password, await stage.copy())).toBe('invalid_credentials');
      const [row] = await stage.read<{ ended_at: Date | null }>('SELECT ended_at FROM sessions WHERE id = $1', [
        identity.caller.sid,
      ]);
      expect(row?.ended_at).toBeNull();
    });

    it('changes the password, which lifts the block', async () => {
      const { person, identity } = await blocked();
      const newPassword = 'another meadow, wider and louder';
      await auth.recovery.changes.change(identity.caller, { currentPassword: password, newPassword, origin });
      expect(await outcome(signIn(person.email, newPassword))).toBe('answered');
      expect(await stage.events('credential.unlocked', person.id)).toHaveLength(1);
    });

    it('is no way for a session that has ended', async () => {
      const { identity, prove } = await blocked();
      await auth.own.signOut(identity.caller);
      expect(await prove(password)).toBe('invalid_credentials');
    });
  });

  it('counts wrong ones against the address too, and tells when they block it', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity } = await signIn(person.email, password);
    const prove = (secret: string) => outcome(auth.own.reauthenticate(identity.caller, { password: secret, origin }));
    for (let n = 0; n < 10; n += 1) expect(await prove(`wrong ${n}`)).toBe('invalid_credentials');
    expect(await prove(password)).toBe('invalid_credentials');
    expect(await outcome(signIn(person.email, password))).toBe('invalid_credentials');
    expect(await stage.events('credential.locked', person.id)).toHaveLength(1);
  });

  describe('in a browser', () => {
    const verify = (credential: string) => auth.verification.verify({ kind: 'cookie', credential, origin });
    const enter = async () => {
      const person = await stage.known(auth, {}, password);
      const { identity, secrets } = await signIn(person.email, password, auth, { transport: 'cookie' });
      const { caller } = identity;
      await stage.read(`UPDATE sessions SET authenticated_at = now() - interval '1 hour' WHERE id = $1`, [caller.sid]);
      return { caller, first: secrets.cookie ?? '' };
    };
    const renew = async (caller: Parameters<typeof auth.own.reauthenticate>[0]) => {
      const { renewed } = await auth.own.reauthenticate(caller, { password, renewsCookie: true, origin });
      return renewed?.cookie ?? '';
    };
    const age = async ({ auth_time: time }: { auth_time: number }) => Math.round(Date.now() / 1000 - time);
    const later = (sid: string) =>
      stage.read(`UPDATE sessions SET previous_until = previous_until - interval '11 seconds' WHERE id = $1`, [sid]);

    it('gives another cookie; the one before proves nothing, and goes when the new one is used', async () => {
      const { caller, first } = await enter();
      const second = await renew(caller);
      expect(second).not.toBe(first);
      // The answer may have been lost on the way: then the browser goes on as before.
      expect(await age((await verify(first)).caller)).toBeGreaterThan(3_000);
      await later(caller.sid);
      expect((await verify(first)).caller.sid).toBe(caller.sid);
      expect(await age((await verify(second)).caller)).toBeLessThan(60);
      // Requests that left with the cookie before come through, for a moment.
      expect(await age((await verify(first)).caller)).toBeGreaterThan(3_000);
      await later(caller.sid);
      expect(await outcome(verify(first))).toBe('unauthenticated');
      expect((await verify(second)).caller.sid).toBe(caller.sid);
    });

    it('keeps the cookie that is in use when further answers are lost', async () => {
      const { caller, first } = await enter();
      const lost = await renew(caller);
      const second = await renew(caller);
      expect((await verify(first)).caller.sid).toBe(caller.sid);
      expect(await outcome(verify(lost))).toBe('unauthenticated');
      expect((await verify(second)).caller.sid).toBe(caller.sid);
    });

    it('changes no cookie for who would not hand it on, nor after a wrong proof', async () => {
      const { caller, first } = await enter();
      expect(await auth.own.reauthenticate(caller, { password, origin })).toEqual({});
      const wrong = auth.own.reauthenticate(caller, { password: 'wrong', renewsCookie: true, origin });
      expect(await outcome(wrong)).toBe('invalid_credentials');
      expect(await age((await verify(first)).caller)).toBeLessThan(60);
    });
  });

  it('makes no cookie for a session that has none', async () => {
    const person = await stage.known(auth, {}, password);
    const { identity } = await signIn(person.email, password);
    const proof = { password, renewsCookie: true as const, origin };
    expect(await auth.own.reauthenticate(identity.caller, proof)).toEqual({});
  });
});
