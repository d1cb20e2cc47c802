// Real: PostgreSQL and argon2. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '#errors';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';

const password = 'a quiet meadow beyond the hill';
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

const wanted = (email: string) => ({
  accountName: 'Analytical Engines',
  firstName: 'Ada',
  lastName: 'Byron',
  email,
  password,
  timezone: 'Europe/London',
  origin,
});

interface Row {
  id: string;
  account_id: string;
  user_id: string;
}

async function signUp(email = `${uuidv7()}@people.example`) {
  await auth.recovery.signUps.request(wanted(email));
  const [row] = await stage.read<Row>(
    'SELECT id, account_id, user_id FROM sign_ups WHERE email = $1 ORDER BY id DESC LIMIT 1',
    [email],
  );
  await auth.recovery.desk.drain();
  return { email, row: row ?? { id: '', account_id: '', user_id: '' } };
}

async function mailed() {
  const one = await signUp();
  return { ...one, token: (await stage.newestLink(auth, one.row.user_id, 'sign_up')).token };
}

const confirm = (token: string, copy = auth) =>
  copy.recovery.confirmations.confirm({ token, transport: 'bearer', origin });

describe('asking for an account', () => {
  it('mails a link, and nothing exists before it is used', async () => {
    const { row, email, token } = await mailed();
    expect(auth.recovery.founding.founded.has(row.account_id)).toBe(false);
    expect(await outcome(auth.signIns.signIn({ ...wanted(email), transport: 'bearer', rememberDevice: false }))).toBe(
      'invalid_credentials',
    );
    expect(await auth.recovery.signUps.recipient(row.id)).toMatchObject({ email, userId: row.user_id });
    expect(token).toHaveLength(22);
  });

  it('tells the holder of an address in use, and answers the same', async () => {
    const known = await stage.known(auth, {}, password);
    expect(await auth.recovery.signUps.request(wanted(known.email))).toEqual({});
    await auth.recovery.desk.drain();
    const [event, ...more] = await stage.events('sign_up.address_in_use', known.id);
    expect([event?.accountid, more]).toEqual([known.accountId, []]);
    expect(event?.data).toEqual({ signUpId: event?.subject, userId: known.id });
    expect(await stage.read('SELECT FROM sign_ups WHERE email = $1', [known.email])).toEqual([]);
  });

  it('hashes for known and unknown addresses, and looks nobody up before the answer', async () => {
    const known = await stage.known(auth, {}, password);
    const byEmail = auth.identities.byEmail.bind(auth.identities);
    auth.identities.byEmail = () => Promise.reject(new Error('looked up'));
    let hashed = 0;
    const hash = auth.hasher.hash.bind(auth.hasher);
    auth.hasher.hash = (secret) => {
      hashed += 1;
      return hash(secret);
    };
    for (const email of [known.email, `${uuidv7()}@people.example`]) {
      await auth.recovery.signUps.request(wanted(email));
    }
    expect(hashed).toBe(2);
    auth.identities.byEmail = byEmail;
    auth.hasher.hash = hash;
    await auth.recovery.desk.drain();
  });

  it('refuses weak passwords whoever the address belongs to', async () => {
    const known = await stage.known(auth, {}, password);
    for (const email of [known.email, `${uuidv7()}@people.example`]) {
      const weak = { ...wanted(email), password: 'Ada-Byron-1815!' };
      expect(await outcome(auth.recovery.signUps.request(weak))).toBe('password_too_weak');
    }
  });

  it('mails an address five times an hour', async () => {
    const email = `${uuidv7()}@people.example`;
    for (let n = 0; n < 7; n += 1) await signUp(email);
    expect(await stage.read('SELECT FROM sign_ups WHERE email = $1', [email])).toHaveLength(5);
  });
});

describe('confirming it', () => {
  it('founds the account and signs the owner in', async () => {
    const { row, email, token } = await mailed();
    const { identity } = await confirm(token);
    expect([identity.caller.sub, identity.caller.acc]).toEqual([row.user_id, row.account_id]);
    expect(auth.recovery.founding.founded.get(row.account_id)).toEqual({
      accountId: row.account_id,
      userId: row.user_id,
      accountName: 'Analytical Engines',
      firstName: 'Ada',
      lastName: 'Byron',
      email,
      timezone: 'Europe/London',
    });
    expect(await outcome(auth.signIns.signIn({ ...wanted(email), transport: 'bearer', rememberDevice: false }))).toBe(
      'answered',
    );
    expect(await stage.read('SELECT FROM sign_ups WHERE id = $1', [row.id])).toEqual([]);
    const [event] = await stage.events('credential.password_set', row.user_id);
    expect(event?.data).toEqual({ userId: row.user_id, via: 'sign_up' });
  });

  it('lets the owner in, though strangers had blocked the address of nobody', async () => {
    const { email, token } = await mailed();
    const enter = (secret: string) =>
      outcome(auth.signIns.signIn({ ...wanted(email), password: secret, transport: 'bearer', rememberDevice: false }));
    for (let n = 0; n < 10; n += 1) await enter('wrong');
    await confirm(token);
    expect(await enter(password)).toBe('answered');
  });

  it('happens once of 20 at once, over two copies', async () => {
    const { token, row } = await mailed();
    const copies = [auth, await stage.copy()];
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => outcome(confirm(token, copies[n % 2]))));
    expect(outcomes.filter((each) => each === 'answered')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['answered', 'link_invalid']));
    expect(await stage.read('SELECT FROM sessions WHERE user_id = $1', [row.user_id])).toHaveLength(1);
  });

  it('works again after the users service was away', async () => {
    const { token } = await mailed();
    auth.recovery.founding.failure = new AppError('unavailable');
    expect(await outcome(confirm(token))).toBe('unavailable');
    auth.recovery.founding.failure = undefined;
    expect(await outcome(confirm(token))).toBe('answered');
  });

  it('is refused when somebody else has the address by now', async () => {
    const [one, email] = [await mailed(), `${uuidv7()}@people.example`];
    auth.recovery.founding.failure = new AppError('email_taken');
    expect(await outcome(confirm(one.token))).toBe('email_taken');
    auth.recovery.founding.failure = undefined;
    const twice = [await signUp(email), await signUp(email)];
    const tokens = await Promise.all(twice.map(({ row }) => stage.newestLink(auth, row.user_id, 'sign_up')));
    expect(await outcome(confirm(tokens[0]?.token ?? ''))).toBe('answered');
    expect(await outcome(confirm(tokens[1]?.token ?? ''))).toBe('email_taken');
  });

  it('is refused after a day, and for anything but its link', async () => {
    const { token, row } = await mailed();
    expect(await outcome(confirm(`${token}A`))).toBe('link_invalid');
    await stage.read(`UPDATE links SET expires_at = now() WHERE user_id = $1`, [row.user_id]);
    expect(await outcome(confirm(token))).toBe('link_expired');
    const person = await stage.known(auth);
    expect(await outcome(confirm((await stage.invite(auth, person)).token))).toBe('link_invalid');
  });
});
