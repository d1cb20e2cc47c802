import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Pushes, RpcClient } from '#rpc';
import { Identities } from './identities.js';
import type { Credential } from './credential.js';

type Ended = { sessionIds: string[]; userIds: string[] };

/** Auth and the bus, as far as the class sees them. */
function parts() {
  const caller = { sub: uuidv7(), acc: uuidv7(), sid: uuidv7(), kind: 'session' };
  const heard = new Map<string, (data: unknown, accountId: string) => void>();
  const push = (data: Ended): void => heard.get('push.identity.ended')?.(data, '');
  const session = { expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
  const state = { asked: 0, fails: false, hold: Promise.resolve(), push, session };
  const client = {
    call: async () => {
      state.asked += 1;
      await state.hold;
      if (state.fails) throw new Error('auth is away');
      return { callerToken: 'token', caller, session: state.session };
    },
  };
  const pushes = {
    hear: ({ subject }: { subject: string }, listener: (data: unknown, accountId: string) => void) => {
      heard.set(subject, listener);
    },
  };
  const identities = new Identities(client as unknown as RpcClient, pushes as unknown as Pushes);
  return { caller, state, identities, heard };
}

const credential: Credential = { kind: 'cookie', secret: 'a secret', origin: { ip: '127.0.0.1', userAgent: '' } };

describe('Identities', () => {
  it('asks once for a credential, also when it is asked often at once', async () => {
    const { identities, state } = parts();
    await Promise.all([identities.confirm(credential), identities.confirm(credential)]);
    await identities.confirm(credential);
    expect(state.asked).toBe(1);
  });

  it('keeps the kinds of credentials apart', async () => {
    const { identities, state } = parts();
    await identities.confirm(credential);
    await identities.confirm({ ...credential, kind: 'bearer' });
    expect(state.asked).toBe(2);
  });

  it('believes a credential only where it was confirmed', async () => {
    const { identities, state } = parts();
    await identities.confirm(credential);
    const elsewhere = { ...credential, origin: { ...credential.origin, ip: '198.51.100.1' } };
    expect(identities.known(elsewhere)).toBeUndefined();
    await Promise.all([identities.confirm(elsewhere), identities.confirm(credential)]);
    expect(state.asked).toBe(2);
  });

  it('asks again about everybody of an account whose ranges have changed', async () => {
    const { identities, caller, heard } = parts();
    await identities.confirm(credential);
    const changed = (accountIds: string[]) => heard.get('push.identity.changed')?.({ sessionIds: [], accountIds }, '');
    changed([uuidv7()]);
    expect(identities.known(credential)).toBeDefined();
    changed([caller.acc]);
    expect(identities.known(credential)).toBeUndefined();
  });

  it('forgets a session, or all of a person, the moment it hears of the end', async () => {
    for (const end of ['sid', 'sub'] as const) {
      const { identities, state, caller } = parts();
      await identities.confirm(credential);
      state.push({ sessionIds: end === 'sid' ? [caller.sid] : [], userIds: end === 'sub' ? [caller.sub] : [] });
      expect(identities.known(credential)).toBeUndefined();
    }
  });

  it.each(['push.user.changed', 'push.account.changed'])('asks again about API tokens after %s', async (subject) => {
    for (const [kind, known] of [
      ['api_token', false],
      ['session', true],
    ] as const) {
      const { identities, caller, heard } = parts();
      caller.kind = kind;
      await identities.confirm(credential);
      heard.get(subject)?.({}, uuidv7());
      expect(identities.known(credential)).toBeDefined();
      heard.get(subject)?.({}, caller.acc);
      expect(identities.known(credential) !== undefined).toBe(known);
    }
  });

  it('does not believe an answer that was under way when the end was heard', async () => {
    const { identities, state, caller } = parts();
    let release = (): void => {};
    state.hold = new Promise((resolve) => {
      release = resolve;
    });
    const asking = identities.confirm(credential);
    state.push({ sessionIds: [caller.sid], userIds: [] });
    release();
    await expect(asking).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(identities.known(credential)).toBeUndefined();
  });

  it('believes nobody beyond the end of their session, key or token', async () => {
    const [soon, late] = [1_000, 60_000].map((ms) => Date.now() + ms) as [number, number];
    const token = (exp: number) => `e.${Buffer.from(JSON.stringify({ exp: exp / 1000 })).toString('base64url')}.s`;
    const real = Date.now;
    for (const [sessionEnd, given, believed] of [
      [late, { ...credential }, true],
      [soon, { ...credential }, false],
      [soon, { ...credential, kind: 'api_token' as const }, false],
      [late, { ...credential, kind: 'bearer' as const, secret: token(late) }, true],
      [late, { ...credential, kind: 'bearer' as const, secret: token(soon) }, false],
    ] as const) {
      const { identities, state } = parts();
      state.session = { expiresAt: new Date(sessionEnd).toISOString() };
      await identities.confirm(given);
      expect(identities.known(given)).toBeDefined();
      Date.now = () => soon + 1;
      expect(identities.known(given) !== undefined).toBe(believed);
      Date.now = real;
    }
  });

  it('believes nobody longer than 5 seconds when auth cannot be asked', async () => {
    const { identities, state } = parts();
    await identities.confirm(credential);
    state.fails = true;
    const later = Date.now() + 5_001;
    const real = Date.now;
    Date.now = () => later;
    try {
      await expect(identities.confirm(credential)).rejects.toThrow('auth is away');
    } finally {
      Date.now = real;
    }
  });
});
