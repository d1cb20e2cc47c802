// Real: PostgreSQL and argon2. Fake: the users service.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
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

const accept = (proof: object, secret = password, copy = auth) =>
  signedIn(copy.invitations.accept({ ...proof, password: secret, transport: 'bearer', origin }));
const lookup = (proof: object) => auth.invitations.lookup({ ...proof, origin });

async function invited(link: Parameters<AuthStage['invite']>[2] = {}) {
  const person = await stage.known(auth);
  return { person, ...(await stage.invite(auth, person, link)) };
}

describe('an invitation', () => {
  it('shows what it is for, as often as one looks, and signs in who accepts', async () => {
    const { token, person } = await invited();
    for (let n = 0; n < 3; n += 1) expect((await lookup({ token })).email).toBe(person.email);
    const { identity } = await accept({ token });
    expect(identity.caller.sub).toBe(person.id);
    const [event] = await stage.events('credential.password_set', person.id);
    expect(event?.data).toEqual({ userId: person.id, via: 'invitation', invitationVersion: 1 });
    expect(await outcome(lookup({ token }))).toBe('link_invalid');
    expect(
      await outcome(
        auth.signIns.signIn({ email: person.email, password, transport: 'cookie', rememberDevice: false, origin }),
      ),
    ).toBe('answered');
  });

  it('lets one of 20 at once win, over two copies', async () => {
    const { token, person } = await invited();
    const copies = [auth, await stage.copy()];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => outcome(accept({ token }, `${password} ${n}`, copies[n % 2]))),
    );
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect(outcomes.filter((each) => each === 'link_invalid')).toHaveLength(19);
    expect(await stage.events('credential.password_set', person.id)).toHaveLength(1);
    expect(await stage.read('SELECT FROM sessions WHERE user_id = $1', [person.id])).toHaveLength(1);
  });

  it('dies when a later one is sent, whatever order they are made in', async () => {
    const { token, person } = await invited({ version: 2 });
    const third = await stage.invite(auth, person, { version: 3 });
    expect(await outcome(accept({ token }))).toBe('link_invalid');
    await stage.invite(auth, person, { version: 1 }).catch(() => undefined);
    expect(await outcome(lookup({ token: third.token }))).toBe('answered');
  });

  it('is dead when who invited may not invite any more', async () => {
    const inviter = uuidv7();
    const { token } = await invited({ invitedBy: inviter });
    expect(await outcome(lookup({ token }))).toBe('answered');
    stage.directory.powerless.add(inviter);
    expect(await outcome(lookup({ token }))).toBe('link_invalid');
    expect(await outcome(accept({ token }))).toBe('link_invalid');
  });

  it('is dead for people who are no longer invited', async () => {
    const { token, person } = await invited();
    for (const state of ['suspended', 'deleted', 'active'] as const) {
      stage.directory.people.set(person.id, { ...person, state });
      expect(await outcome(accept({ token }))).toBe('link_invalid');
    }
  });

  it('is not spent by a password that is refused', async () => {
    const { token } = await invited();
    expect(await outcome(accept({ token }, 'too short'))).toBe('password_too_weak');
    expect(await outcome(accept({ token }))).toBe('answered');
  });

  it('expires, and then asks for a new one once', async () => {
    const { token, person } = await invited({ expiresAt: new Date(Date.now() - 1_000) });
    expect(await outcome(lookup({ token }))).toBe('link_expired');
    expect(await outcome(accept({ token }))).toBe('link_expired');
    for (let n = 0; n < 3; n += 1) await auth.invitations.renew({ token, origin });
    expect(await stage.events('link.renewal_requested', person.id)).toHaveLength(1);
  });

  it('is nothing to any other place', async () => {
    const { token } = await invited();
    for (const purpose of ['password_reset', 'email_change', 'auto_bcc', 'sign_up'] as const) {
      expect(await outcome(auth.finder.live(purpose, { token }, origin))).toBe('link_invalid');
    }
  });
});

describe('the code of the same mail', () => {
  it('accepts, with the address', async () => {
    const { code, person } = await invited();
    expect((await accept({ email: person.email, code })).identity.caller.sub).toBe(person.id);
  });

  it('is worth five tries, also at once, and the link goes on', async () => {
    const { code, token, person } = await invited();
    const tries = Array.from({ length: 20 }, () => outcome(lookup({ email: person.email, code: 'ZZZZZZZZ' })));
    expect(new Set(await Promise.all(tries))).toEqual(new Set(['link_invalid']));
    expect(await outcome(lookup({ email: person.email, code }))).toBe('link_invalid');
    expect(await outcome(lookup({ token }))).toBe('answered');
  });

  it('may be looked at often when it is right', async () => {
    const { code, person } = await invited();
    for (let n = 0; n < 8; n += 1) expect(await outcome(lookup({ email: person.email, code }))).toBe('answered');
  });
});

describe('guessing', () => {
  it('links is refused after too many misses from one network', async () => {
    const { stage: small, auth: strict } = await AuthStage.open({ SIGN_IN_LIMIT_PER_ADDRESS: 5 });
    try {
      const guess = () => outcome(strict.invitations.lookup({ token: uuidv7().slice(0, 22), origin }));
      for (let n = 0; n < 5; n += 1) expect(await guess()).toBe('link_invalid');
      expect(await guess()).toBe('rate_limited');
    } finally {
      await small.test.close();
    }
  });
});
