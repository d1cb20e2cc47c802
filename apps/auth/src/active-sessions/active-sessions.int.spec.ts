// Real: PostgreSQL. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { accountEvents, type Person } from '#contracts';
import { AuthStage, origin, outcome, type AuthCopy, signedIn } from '../testing/auth-stage.js';

const password = 'a quiet meadow beyond the hill';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
const newerFirefox = firefox.replaceAll('127', '131');
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const germany = '193.99.144.80';
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

const signIn = (person: Person, ip = germany, userAgent = firefox) =>
  signedIn(
    auth.signIns.signIn({
      email: person.email,
      password,
      transport: 'bearer',
      rememberDevice: false,
      origin: { ip, userAgent },
    }),
  );

const page = (fields: { userId: string; limit?: number; total?: boolean; cursor?: string }) => ({
  limit: 50,
  total: false,
  ...fields,
});

describe('the list of sessions', () => {
  it('says with what, from where and when, and which one asks', async () => {
    const person = await stage.known(auth, {}, password);
    const other = await signIn(person, '10.0.0.1', iphone);
    const { identity } = await signIn(person);
    const { items, nextCursor } = await auth.active.list(identity.caller, page({ userId: person.id }));
    expect(nextCursor).toBeNull();
    expect(items).toMatchObject([
      { id: identity.caller.sid, current: true, browser: 'Firefox 127', os: 'Linux', ip: germany },
      { id: other.session.id, current: false, device: 'Apple iPhone', browser: 'Safari 17', location: null },
    ]);
    expect(items[0]?.location).toEqual({ city: null, region: null, country: 'Germany', countryCode: 'DE' });
  });

  it('leaves out what is over', async () => {
    const person = await stage.known(auth, {}, password);
    const gone = [await signIn(person), await signIn(person), await signIn(person)];
    const sets = ['ended_at = now()', 'expires_at = now()', `last_seen_at = now() - interval '15 days'`];
    for (const [n, set] of sets.entries()) {
      await stage.read(`UPDATE sessions SET ${set} WHERE id = $1`, [gone[n]?.session.id]);
    }
    const { identity } = await signIn(person);
    const answer = await auth.active.list(identity.caller, page({ userId: person.id, total: true }));
    expect([answer.items.map(({ id }) => id), answer.total]).toEqual([[identity.caller.sid], 1]);
  });

  it('is read page by page, by cursors that are good for nothing else', async () => {
    const person = await stage.known(auth, {}, password);
    for (let n = 0; n < 4; n += 1) await signIn(person);
    const { identity } = await signIn(person);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const input = page({ userId: person.id, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      const answer = await auth.active.list(identity.caller, input);
      seen.push(...answer.items.map(({ id }) => id));
      cursor = answer.nextCursor ?? undefined;
      if (cursor === undefined) break;
      const abroad = page({ userId: uuidv7(), cursor });
      expect(await outcome(auth.active.list(identity.caller, abroad))).toBe('invalid_cursor');
      for (const forged of [`${cursor}A`, cursor.slice(1), 'x', Buffer.alloc(32).toString('base64url')]) {
        const input2 = page({ userId: person.id, cursor: forged });
        expect(await outcome(auth.active.list(identity.caller, input2))).toBe('invalid_cursor');
      }
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect([...seen].sort().reverse()).toEqual(seen);
  });

  it('is for oneself and for who may manage, nobody else', async () => {
    const [person, foreigner] = [await stage.known(auth, {}, password), await stage.known(auth, {}, password)];
    const colleague = await stage.known(auth, { accountId: person.accountId }, password);
    const [target, boss, abroad] = [await signIn(person), await signIn(colleague), await signIn(foreigner)];
    const colleagueIs = boss.identity.caller;
    // One after the other: ending the others ends the one, too.
    const questions = [
      (caller: typeof colleagueIs, userId: string) => auth.active.list(caller, page({ userId })),
      (caller: typeof colleagueIs, userId: string) =>
        auth.active.revoke(caller, { userId, sessionId: target.session.id }),
      (caller: typeof colleagueIs, userId: string) => auth.active.revokeOthers(caller, { userId }),
    ];
    for (const ask of questions) {
      expect(await outcome(ask(abroad.identity.caller, person.id))).toBe('not_found');
      expect(await outcome(ask(colleagueIs, uuidv7()))).toBe('not_found');
      auth.directory.powerless.add(colleague.id);
      expect(await outcome(ask(colleagueIs, person.id))).toBe('forbidden');
      auth.directory.powerless.delete(colleague.id);
    }
    for (const ask of questions) {
      expect(await outcome(ask(colleagueIs, person.id))).toBe('answered');
    }
  });
});

describe('ending sessions', () => {
  it('of one person takes no id of another', async () => {
    const [person, other] = [await stage.known(auth, {}, password), await stage.known(auth, {}, password)];
    const [mine, theirs] = [await signIn(person), await signIn(other)];
    const { caller } = mine.identity;
    for (const sessionId of [theirs.session.id, uuidv7()]) {
      expect(await outcome(auth.active.revoke(caller, { userId: person.id, sessionId }))).toBe('not_found');
    }
    const verify = { kind: 'bearer' as const, credential: theirs.secrets.accessToken ?? '', origin };
    expect(await outcome(auth.verification.verify(verify))).toBe('answered');
  });

  it('one by one and all others, told to gateways', async () => {
    const person = await stage.known(auth, {}, password);
    const [one, two, mine] = [await signIn(person), await signIn(person), await signIn(person)];
    const { caller } = mine.identity;
    const alive = async () => (await auth.active.list(caller, page({ userId: person.id }))).items.map(({ id }) => id);
    await auth.active.revoke(caller, { userId: person.id, sessionId: one.session.id });
    expect(auth.pushed.at(-1)).toMatchObject({ data: { sessionIds: [one.session.id], userIds: [] } });
    expect(await alive()).toEqual([mine.session.id, two.session.id]);
    await auth.active.revokeOthers(caller, { userId: person.id });
    expect(auth.pushed.at(-1)).toMatchObject({ data: { sessionIds: [two.session.id], userIds: [] } });
    expect(await alive()).toEqual([mine.session.id]);
    expect(await outcome(auth.active.revoke(caller, { userId: person.id, sessionId: one.session.id }))).toBe(
      'not_found',
    );
  });
});

describe('a sign-in from a new device or place', () => {
  const told = async (person: Person) =>
    (await stage.events('sign_in.unfamiliar', person.id)).map(({ subject }) => subject);

  it('is told, but not the first ever, nor what was seen of late, nor an update', async () => {
    const person = await stage.known(auth, {}, password);
    await signIn(person);
    await signIn(person);
    await signIn(person, germany, newerFirefox);
    expect(await told(person)).toEqual([]);
    const phone = await signIn(person, germany, iphone);
    const abroad = await signIn(person, '8.8.8.8');
    await signIn(person, '8.8.8.8');
    expect(await told(person)).toEqual([phone.session.id, abroad.session.id]);
    expect(await auth.active.describe(abroad.session.id)).toMatchObject({
      userId: person.id,
      browser: 'Firefox 127',
      location: { countryCode: 'US' },
    });
  });

  it('is told again after 90 days', async () => {
    const person = await stage.known(auth, {}, password);
    await signIn(person);
    await stage.read(`UPDATE sign_in_places SET last_seen_at = now() - interval '91 days' WHERE user_id = $1`, [
      person.id,
    ]);
    const { session } = await signIn(person);
    expect(await told(person)).toEqual([session.id]);
  });

  it('is told once of eight at once', async () => {
    const person = await stage.known(auth, {}, password);
    await signIn(person);
    await Promise.all(Array.from({ length: 8 }, () => signIn(person, germany, iphone)));
    expect(await told(person)).toHaveLength(1);
  });
});

describe('the security settings of an account', () => {
  async function changed(accountId: string, fields: object, sequence: number): Promise<void> {
    const event = {
      specversion: '1.0' as const,
      id: uuidv7(),
      source: '/muster/users',
      type: accountEvents.securityChanged.type,
      subject: accountId,
      time: new Date().toISOString(),
      datacontenttype: 'application/json' as const,
      dataschema: 'urn:muster:event',
      accountid: accountId,
      sequence,
      actorid: null,
      data: { requireTwoFactor: 'none', sessionIdleDays: 14, sessionMaxDays: 60, allowedIpRanges: [], ...fields },
    };
    const effect = await auth.accountSecurity.consumer.handlers.get(event.type)?.begin(event);
    await stage.test.database.transaction({ accountId }, async () => effect?.());
  }

  const limits = async (id: string) => {
    const [row] = await stage.read<{ idle: number; days: number }>(
      `SELECT idle_seconds / 86400 AS idle, round(extract(epoch FROM expires_at - created_at) / 86400)::int AS days
       FROM sessions WHERE id = $1`,
      [id],
    );
    return row;
  };

  it('bound new sessions, and shorten open ones', async () => {
    const person = await stage.known(auth, {}, password);
    const open = await signIn(person);
    expect(await limits(open.session.id)).toEqual({ idle: 14, days: 60 });
    await changed(person.accountId, { sessionIdleDays: 2, sessionMaxDays: 7 }, 3);
    expect(await limits(open.session.id)).toEqual({ idle: 2, days: 7 });
    const next = await signIn(person);
    expect(await limits(next.session.id)).toEqual({ idle: 2, days: 7 });
    await changed(person.accountId, { sessionIdleDays: 30, sessionMaxDays: 90 }, 2);
    expect(await limits((await signIn(person)).session.id)).toEqual({ idle: 2, days: 7 });
    await changed(person.accountId, { sessionIdleDays: 30, sessionMaxDays: 90 }, 4);
    expect(await limits((await signIn(person)).session.id)).toEqual({ idle: 30, days: 90 });
    expect(await limits(open.session.id)).toEqual({ idle: 2, days: 7 });
  });

  it('allow addresses: at sign-in, at each confirmation and at refreshing, for cookies and tokens', async () => {
    const person = await stage.known(auth, {}, password);
    const before = await signIn(person);
    await changed(person.accountId, { allowedIpRanges: ['203.0.113.0/24', '2001:db8::/32'] }, 2);
    const at = (ip: string) => ({ ip, userAgent: firefox });
    const verify = (ip: string) =>
      outcome(
        auth.verification.verify({ kind: 'bearer', credential: before.secrets.accessToken ?? '', origin: at(ip) }),
      );
    const { refreshToken } = before.secrets;
    expect(await verify(germany)).toBe('forbidden');
    expect(await verify('203.0.113.9')).toBe('answered');
    expect(await verify('2001:db8::9')).toBe('answered');
    const refresh = (ip: string) => auth.refreshes.refresh({ refreshToken: refreshToken ?? '', origin: at(ip) });
    expect(await outcome(refresh(germany))).toBe('forbidden');
    expect(await outcome(refresh('203.0.113.9'))).toBe('answered');
    // Nobody there learns whether a password is right.
    for (let n = 0; n < 3; n += 1) expect(await outcome(signIn(person))).toBe('invalid_credentials');
    expect(await outcome(signIn(person, '203.0.113.9'))).toBe('answered');
  });

  it('allow addresses for keys as well, and say so to gateways', async () => {
    const person = await stage.known(auth);
    const docs = await stage.key(auth, person);
    const caller = { sub: person.id, acc: person.accountId, sid: uuidv7(), kind: 'session' as const, scopes: null };
    const now = Math.floor(Date.now() / 1000);
    const acting = { ...caller, amr: [], auth_time: now, iat: now, exp: now + 60 };
    const { key: api } = await auth.apiKeys.create(acting, { userId: person.id, name: 'A token', kind: 'api' });
    await stage.read('DELETE FROM network_failures');
    auth.pushed.length = 0;
    await changed(person.accountId, { allowedIpRanges: ['203.0.113.0/24', '2001:db8::/32'] }, 2);
    expect(auth.pushed).toMatchObject([
      { subject: 'push.identity.changed', data: { sessionIds: [], accountIds: [person.accountId] } },
    ]);
    const at = (ip: string) => ({ ip, userAgent: firefox });
    for (const [ip, expected] of [
      [germany, 'forbidden'],
      ['203.0.113.9', 'answered'],
      ['::ffff:203.0.113.9', 'answered'],
      ['2001:db8::9', 'answered'],
      ['2001:db9::9', 'forbidden'],
    ] as const) {
      const answers = [
        await outcome(auth.verification.verify({ kind: 'api_token', credential: api, origin: at(ip) })),
        await outcome(auth.keyVerification.checkDocs({ credential: docs, origin: at(ip) })),
      ];
      expect([ip, ...answers]).toEqual([ip, expected, expected]);
    }
    // Not a guess: the address is not shut out by it.
    expect(await stage.read('SELECT FROM network_failures WHERE failures > 0')).toEqual([]);
  });

  it('bind nobody else', async () => {
    const [person, other] = [await stage.known(auth, {}, password), await stage.known(auth, {}, password)];
    await changed(person.accountId, { allowedIpRanges: ['203.0.113.0/24'] }, 2);
    expect(await outcome(signIn(other))).toBe('answered');
  });
});
