// Real: PostgreSQL and argon2. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { passwordResetCalls, type Person } from '#contracts';
import { runInContext } from '#observability';
import { AuthStage, origin, outcome, signedIn, type AuthCopy } from '../testing/auth-stage.js';

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

const somebody = () => stage.known(auth, {}, password);
const linksOf = (person: Person) =>
  stage.read('SELECT FROM links WHERE user_id = $1 AND purpose = $2', [person.id, 'password_reset']);
const tokenOf = async (person: Person) => (await stage.newestLink(auth, person.id, 'password_reset')).token;
const complete = (token: string) => auth.recovery.resets.complete({ token, password: fresh, origin });
const enter = ({ email }: Person, secret = password) =>
  signedIn(auth.signIns.signIn({ email, password: secret, transport: 'bearer', rememberDevice: false, origin }));

/** The mails that are under way have arrived. */
const arrived = (person: Person) =>
  stage.read(`UPDATE links SET created_at = created_at - interval '11 seconds' WHERE user_id = $1`, [person.id]);

async function ask({ email }: Person): Promise<void> {
  await auth.recovery.resets.request({ email, origin });
  await auth.recovery.desk.drain();
}

/** As often as strangers like. @returns how many mails that made */
async function askOften(person: Person): Promise<number> {
  const before = (await linksOf(person)).length;
  for (let n = 0; n < 8; n += 1) {
    await ask(person);
    await arrived(person);
  }
  return (await linksOf(person)).length - before;
}

async function managerOf(target: Person) {
  const boss = await stage.known(auth, { accountId: target.accountId, role: 'administrator' }, password);
  const { caller } = (await enter(boss)).identity;
  return () =>
    outcome(
      runInContext({ requestId: 'test', caller }, () =>
        auth.recovery.sent.send(passwordResetCalls.send, caller, { userId: target.id }),
      ),
    );
}

describe('an address', () => {
  it('gets five resets an hour, whoever asks', async () => {
    const person = await somebody();
    expect(await askOften(person)).toBe(5);
    expect(await askOften(person)).toBe(0);
  });

  it('gets one mail for requests at once: another link would kill the one under way', async () => {
    const person = await somebody();
    await ask(person);
    const token = await tokenOf(person);
    for (let n = 0; n < 7; n += 1) await ask(person);
    expect(await linksOf(person)).toHaveLength(1);
    expect(await outcome(auth.recovery.resets.lookup({ token, origin }))).toBe('answered');
    // The others used nothing up.
    await arrived(person);
    expect(await askOften(person)).toBe(4);
  });

  it('gets another at once when the link under way is spent', async () => {
    const person = await somebody();
    await ask(person);
    await complete(await tokenOf(person));
    await ask(person);
    expect(await linksOf(person)).toHaveLength(2);
  });

  it('gets resets though strangers have used up mails about sign-ups, and the other way round', async () => {
    const person = await somebody();
    const signUp = () =>
      auth.recovery.signUps.request({
        accountName: 'Acme',
        firstName: 'Ada',
        lastName: 'Byron',
        email: person.email,
        password,
        origin,
      });
    for (let n = 0; n < 7; n += 1) await signUp();
    await auth.recovery.desk.drain();
    expect(await stage.events('sign_up.address_in_use', person.id)).toHaveLength(5);
    expect(await askOften(person)).toBe(5);
  });
});

describe('strangers who have used up the mails of an hour', () => {
  it('keep no manager from having one sent; managers have five of their own', async () => {
    const person = await somebody();
    await askOften(person);
    const send = await managerOf(person);
    for (let n = 0; n < 5; n += 1) expect(await send()).toBe('answered');
    expect(await send()).toBe('rate_limited');
  });

  it('use up none of what managers send, nor the other way round', async () => {
    const person = await somebody();
    const send = await managerOf(person);
    for (let n = 0; n < 6; n += 1) await send();
    await arrived(person);
    expect(await askOften(person)).toBe(5);
  });

  it.each(['a reset', 'a change'])('begin anew after %s: blocked again, its person gets another mail', async (way) => {
    const person = await somebody();
    const { caller } = (await enter(person)).identity;
    await askOften(person);
    const change = () =>
      auth.recovery.changes.change(caller, { currentPassword: password, newPassword: fresh, origin });
    await (way === 'a reset' ? complete(await tokenOf(person)) : change());
    for (let n = 0; n < 10; n += 1) await outcome(enter(person, 'wrong'));
    expect(await outcome(enter(person, fresh))).toBe('invalid_credentials');
    await ask(person);
    expect(await outcome(complete(await tokenOf(person)))).toBe('answered');
  });

  it('use up nothing by asking for somebody who was suspended meanwhile', async () => {
    const person = await somebody();
    await stage.read('UPDATE identities SET suspended_at = now() WHERE user_id = $1', [person.id]);
    expect(await askOften(person)).toBe(0);
    await stage.read('UPDATE identities SET suspended_at = NULL WHERE user_id = $1', [person.id]);
    expect(await askOften(person)).toBe(5);
  });

  it('count by address: nothing is kept of unknown ones', async () => {
    const email = `${uuidv7()}@people.example`;
    await auth.recovery.resets.request({ email, origin });
    await auth.recovery.desk.drain();
    const kept = `SELECT FROM recipient_mails WHERE address_digest = sha256(convert_to($1, 'UTF8'))`;
    expect(await stage.read(kept, [email])).toEqual([]);
  });
});
