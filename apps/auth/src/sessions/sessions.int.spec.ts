// Real: PostgreSQL and signatures. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthStage, origin, outcome, signedIn as withSession, type AuthCopy } from '../testing/auth-stage.js';

const password = 'a quiet meadow beyond the hill';
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

async function signedIn(transport: 'cookie' | 'bearer') {
  const person = await stage.known(auth, {}, password);
  const result = await withSession(
    auth.signIns.signIn({ email: person.email, password, transport, rememberDevice: false, origin }),
  );
  const kind = transport;
  const credential = result.secrets.cookie ?? result.secrets.accessToken ?? '';
  const verify = (copy = auth) => copy.verification.verify({ kind, credential, origin });
  return { person, result, verify, id: result.session.id, refreshToken: result.secrets.refreshToken ?? '' };
}

const change = (id: string, set: string) => stage.read(`UPDATE sessions SET ${set} WHERE id = $1`, [id]);

describe.each(['cookie', 'bearer'] as const)('a session by %s', (transport) => {
  it('is confirmed with a caller token of its person', async () => {
    const { person, verify, id } = await signedIn(transport);
    const { caller } = await verify();
    expect([caller.sub, caller.acc, caller.sid]).toEqual([person.id, person.accountId, id]);
    expect(caller.kind).toBe(transport === 'cookie' ? 'session' : 'access_token');
  });

  it.each([
    ['it is over', `expires_at = now() - interval '1 second'`],
    ['it was idle for too long', `last_seen_at = now() - (idle_seconds + 1) * interval '1 second'`],
    ['it has ended', 'ended_at = now()'],
  ])('is refused when %s', async (_what, set) => {
    const { verify, id } = await signedIn(transport);
    await change(id, set);
    expect(await outcome(verify())).toBe('unauthenticated');
  });

  it('is refused when its person is suspended', async () => {
    const { verify, person } = await signedIn(transport);
    await stage.read('UPDATE identities SET suspended_at = now() WHERE user_id = $1', [person.id]);
    expect(await outcome(verify())).toBe('unauthenticated');
  });

  it('ends by signing out: refused at once, told to gateways, and published', async () => {
    const { verify, id, result, person } = await signedIn(transport);
    await auth.own.signOut(result.identity.caller);
    expect(await outcome(verify(await stage.copy()))).toBe('unauthenticated');
    expect(auth.pushed.at(-1)).toMatchObject({ subject: 'push.identity.ended', data: { sessionIds: [id] } });
    const [event] = await stage.events('session.ended', person.id);
    expect(event?.data).toEqual({ sessionId: id, userId: person.id, reason: 'signed_out' });
  });

  it('notes its use at most once a minute', async () => {
    const { verify, id } = await signedIn(transport);
    await change(id, `last_seen_at = now() - interval '2 minutes'`);
    const seen = async () =>
      (await stage.read<{ at: Date }>('SELECT last_seen_at AS at FROM sessions WHERE id = $1', [id]))[0]?.at;
    const before = await seen();
    await verify();
    const noted = await seen();
    await verify();
    expect(noted?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
    expect(await seen()).toEqual(noted);
  });
});

describe('a refresh token', () => {
  const refresh = (refreshToken: string, copy = auth) => copy.refreshes.refresh({ refreshToken, origin });

  it('gives the next pair', async () => {
    const { refreshToken, verify, id } = await signedIn('bearer');
    const pair = await refresh(refreshToken);
    expect(pair.refreshToken).not.toBe(refreshToken);
    const { caller } = await auth.verification.verify({ kind: 'bearer', credential: pair.accessToken, origin });
    expect(caller.sid).toBe(id);
    expect(await outcome(verify())).toBe('answered');
    expect(await outcome(refresh(pair.refreshToken))).toBe('answered');
  });

  it('gives the very same pair to 20 at once, over two copies', async () => {
    const { refreshToken } = await signedIn('bearer');
    const copies = [auth, await stage.copy()];
    const pairs = await Promise.all(Array.from({ length: 20 }, (_, n) => refresh(refreshToken, copies[n % 2])));
    expect(new Set(pairs.map((pair) => JSON.stringify(pair))).size).toBe(1);
  });

  it('gives it again after a restart, within ten seconds', async () => {
    const { refreshToken } = await signedIn('bearer');
    const first = await refresh(refreshToken);
    expect(await refresh(refreshToken, await stage.copy())).toEqual(first);
  });

  it('used again later ends the session and says so', async () => {
    const { refreshToken, id, person, verify } = await signedIn('bearer');
    const pair = await refresh(refreshToken);
    await change(id, `rotated_at = now() - interval '11 seconds'`);
    expect(await outcome(refresh(refreshToken))).toBe('refresh_token_invalid');
    expect(await outcome(refresh(pair.refreshToken))).toBe('refresh_token_invalid');
    expect(await outcome(verify())).toBe('unauthenticated');
    const [event] = await stage.events('session.ended', person.id);
    expect(event?.data).toMatchObject({ sessionId: id, reason: 'refresh_reuse' });
  });

  it('of two refreshes ago ends it at once', async () => {
    const { refreshToken } = await signedIn('bearer');
    const second = await refresh(refreshToken);
    const third = await refresh(second.refreshToken);
    expect(await outcome(refresh(refreshToken))).toBe('refresh_token_invalid');
    expect(await outcome(refresh(third.refreshToken))).toBe('refresh_token_invalid');
  });

  it('is worth nothing once the session has ended', async () => {
    const { refreshToken, result } = await signedIn('bearer');
    await auth.own.signOut(result.identity.caller);
    expect(await outcome(refresh(refreshToken))).toBe('refresh_token_invalid');
  });
});
