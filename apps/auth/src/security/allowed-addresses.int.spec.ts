// Real: PostgreSQL, argon2 and derived tokens. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Person } from '#contracts';
import { LinksService } from '../links/links.service.js';
import { AuthStage, outcome, type AuthCopy } from '../testing/auth-stage.js';
import { password, withApp } from '../testing/factor-stage.js';

const fresh = 'another meadow, wider and louder';
const inside = { ip: '203.0.113.9', userAgent: 'test' };
const outside = { ip: '198.51.100.9', userAgent: 'test' };
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

const allow = ({ accountId }: Pick<Person, 'accountId'>, ranges = ['203.0.113.0/24'], requireTwoFactor = 'none') =>
  stage.read(
    `INSERT INTO account_security (account_id, version, require_two_factor, session_idle_days, session_max_days,
       allowed_ip_ranges) VALUES ($1, 1, $3, 14, 60, $2)`,
    [accountId, ranges, requireTwoFactor],
  );

const signIn = (email: string, secret: string, origin = inside) =>
  auth.signIns.signIn({ email, password: secret, transport: 'bearer', rememberDevice: false, origin });

async function bound() {
  const { person, code } = await withApp(stage, auth);
  await allow(person);
  return { person, code };
}

describe('a password, from an address that the account does not allow', () => {
  const seen = async (email: string, secret: string) => {
    const outcomes: string[] = [];
    for (let n = 0; n < 12; n += 1) outcomes.push(await outcome(signIn(email, secret, outside)));
    const [row] = await stage.read<object>(
      `SELECT failures, pending, locked_at IS NOT NULL AS locked FROM password_guards
       WHERE address_digest = sha256(convert_to($1, 'UTF8'))`,
      [email],
    );
    return { outcomes, row };
  };

  it('is not told from a wrong one, nor from one of nobody', async () => {
    const people = [await stage.known(auth, {}, password), await stage.known(auth, {}, password)];
    for (const person of people) await allow(person);
    const right = await seen(people[0]?.email ?? '', password);
    expect(new Set(right.outcomes)).toEqual(new Set(['invalid_credentials']));
    expect(await seen(people[1]?.email ?? '', 'wrong')).toEqual(right);
    expect(await seen(`${uuidv7()}@people.example`, password)).toEqual(right);
  });

  it('opens no second step, with a factor or where one has to be enrolled', async () => {
    const { person } = await bound();
    const owing = await stage.known(auth, {}, password);
    await allow(owing, ['203.0.113.0/24'], 'everyone');
    for (const { email } of [person, owing]) {
      expect(await outcome(signIn(email, password, outside))).toBe('invalid_credentials');
    }
    const [challenge] = await stage.read('SELECT FROM sign_in_challenges');
    expect(challenge).toBeUndefined();
    expect(await signIn(person.email, password)).toMatchObject({ status: 'second_factor_required' });
    expect(await signIn(owing.email, password)).toMatchObject({ status: 'enrolment_required' });
  });
});

describe('a sign-in that is half done inside', () => {
  it('is not finished outside: no factor is looked at', async () => {
    const { person, code } = await bound();
    const half = await signIn(person.email, password);
    if (half.status !== 'second_factor_required') throw new Error(half.status);
    const finish = (shown: string, origin: typeof inside) =>
      outcome(auth.parts.secondFactor.complete({ challengeId: half.challengeId, method: 'totp', code: shown, origin }));
    for (let n = 0; n < 6; n += 1) expect(await finish('000000', outside)).toBe('forbidden');
    expect(await finish(code(), outside)).toBe('forbidden');
    const options = { challengeId: half.challengeId, origin: outside };
    expect(await outcome(auth.parts.secondFactor.passkeyOptions(options))).toBe('forbidden');
    expect(await finish(code(), inside)).toBe('answered');
  });

  it('enrols nothing outside', async () => {
    const person = await stage.known(auth, {}, password);
    await allow(person, ['203.0.113.0/24'], 'everyone');
    const half = await signIn(person.email, password);
    if (half.status !== 'enrolment_required') throw new Error(half.status);
    const start = (origin: typeof inside) =>
      outcome(auth.parts.enrolments.startTotp({ challengeId: half.challengeId, origin }));
    expect(await start(outside)).toBe('forbidden');
    expect(await start(inside)).toBe('answered');
  });
});

describe('a mailed link, from an address that the account does not allow', () => {
  async function linked(purpose: 'invitation' | 'password_reset' | 'email_change' | 'auto_bcc') {
    const person = await stage.known(auth, {}, purpose === 'invitation' ? undefined : password);
    await stage.test.database.transaction({ system: 'test' }, () =>
      auth.issuer.issue({
        accountId: person.accountId,
        userId: person.id,
        purpose,
        version: 1,
        subjectId: purpose === 'email_change' || purpose === 'auto_bcc' ? uuidv7() : null,
        invitedBy: null,
        expiresAt: new Date(Date.now() + 86_400_000),
      }),
    );
    await allow(person);
    return { person, ...(await stage.newestLink(auth, person.id, purpose)) };
  }

  it('sets no password and says nothing of whom it is for', async () => {
    const { person, token, code } = await linked('password_reset');
    const { resets } = auth.recovery;
    const open = await signIn(person.email, password);
    for (const proof of [{ token }, { email: person.email, code }]) {
      expect(await outcome(resets.lookup({ ...proof, origin: outside }))).toBe('forbidden');
      expect(await outcome(resets.complete({ ...proof, password: fresh, origin: outside }))).toBe('forbidden');
    }
    expect(await outcome(signIn(person.email, password))).toBe('answered');
    const credential = open.status === 'signed_in' ? (open.secrets.accessToken ?? '') : '';
    expect(await outcome(auth.verification.verify({ kind: 'bearer', credential, origin: inside }))).toBe('answered');
    // Nothing was spent: where the account allows it, the way back in is open.
    expect(await outcome(resets.complete({ token, password: fresh, origin: inside }))).toBe('answered');
  });

  it('lets nobody in', async () => {
    const { token } = await linked('invitation');
    const accept = (origin: typeof inside) =>
      outcome(auth.invitations.accept({ token, password, transport: 'bearer', origin }));
    expect(await outcome(auth.invitations.lookup({ token, origin: outside }))).toBe('forbidden');
    expect(await outcome(auth.invitations.renew({ token, origin: outside }))).toBe('forbidden');
    expect(await accept(outside)).toBe('forbidden');
    expect(await accept(inside)).toBe('answered');
  });

  it.each(['email_change', 'auto_bcc'] as const)('confirms no %s', async (purpose) => {
    const { token } = await linked(purpose);
    const links = new LinksService(stage.test.database, auth.links, auth.secrets, auth.finder);
    expect(await outcome(links.inspect({ token, purpose, origin: outside }))).toBe('forbidden');
    expect(await outcome(links.inspect({ token, purpose, origin: inside }))).toBe('answered');
  });

  it('that is wrong is wrong everywhere, and a code has its five tries', async () => {
    const { person, code } = await linked('password_reset');
    const { resets } = auth.recovery;
    expect(await outcome(resets.lookup({ token: 'A'.repeat(22), origin: outside }))).toBe('link_invalid');
    for (let n = 0; n < 5; n += 1) {
      const wrong = { email: person.email, code: 'ZZZZ2222', origin: outside };
      expect(await outcome(resets.lookup(wrong))).toBe('link_invalid');
    }
    expect(await outcome(resets.lookup({ email: person.email, code, origin: inside }))).toBe('link_invalid');
  });
});
