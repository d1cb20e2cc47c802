// Real: everything, with two gateways. One system, started as `npm start` does.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Problem } from './support/api.js';
import { Mails, tokenIn } from './support/mails.js';

interface Listed {
  id: string;
  current: boolean;
  browser: string;
  os: string;
  ip: string;
  location: { countryCode: string } | null;
}
interface Page {
  items: Listed[];
  nextCursor: string | null;
}
interface Tokens {
  accessToken: string;
  refreshToken: string;
  session: { id: string };
  user: { id: string };
}

const password = 'a quiet meadow beyond the hill';
const fresh = 'another meadow, wider and louder';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
let system: System;
let api: Api;
let other: Api;
let mails: Mails;
let owner: string;

beforeAll(async () => {
  system = await startSystem({
    stateDir: '.muster/e2e-recovery',
    fresh: true,
    quiet: true,
    build: false,
    copies: { gateway: 2 },
  });
  [api, other] = system.running.baseUrls.map((url) => new Api(url)) as [Api, Api];
  mails = new Mails(system.running.mailUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
}, 120_000);

afterAll(async () => {
  await system?.stop();
});

async function enter(email: string, secret: string, userAgent = firefox): Promise<Tokens> {
  const answer = await api.call<Tokens>('POST', '/v1/sessions', {
    body: { email, password: secret, transport: 'bearer' },
    headers: { 'user-agent': userAgent },
  });
  if (answer.status !== 201) throw new Error(`Sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** An active person of the demonstration account, signed in. */
async function somebody(): Promise<Tokens & { email: string; id: string }> {
  const person = newPerson();
  await api.call('POST', '/v1/users', { token: owner, body: person });
  const token = tokenIn(await mails.newest(person.email), 'invitation');
  const accepted = await api.call<Tokens>('POST', '/v1/invitations/acceptances', {
    body: { token, password, transport: 'bearer' },
    headers: { 'user-agent': firefox },
  });
  return { ...accepted.body, email: person.email, id: accepted.body.user.id };
}

const status = async (token: string, gateway = api) => (await gateway.call('GET', '/v1/me', { token })).status;

/** The pair after this one, or what was answered in its place. */
async function refreshed(refreshToken: string) {
  return api.call<Tokens & Problem>('POST', '/v1/sessions/refresh', { body: { refreshToken } });
}

describe('a refresh token', () => {
  it('that is used again ends the sign-in on every gateway, is audited, and is told by mail', async () => {
    const person = await somebody();
    const before = await mails.to(person.email);
    const phone = await enter(person.email, password, iphone);
    const second = await refreshed(phone.refreshToken);
    const third = await refreshed(second.body.refreshToken);
    expect([second.status, third.status]).toEqual([200, 200]);
    const again = await refreshed(phone.refreshToken);
    expect([again.status, again.body.code]).toEqual([401, 'refresh_token_invalid']);
    expect((await refreshed(third.body.refreshToken)).status).toBe(401);
    for (const gateway of [api, other]) expect(await status(third.body.accessToken, gateway)).toBe(401);
    expect(await status(person.accessToken)).toBe(200);
    const told = await until('the mail about it', async () =>
      (await mails.to(person.email)).slice(before.length).find(({ subject }) => subject.includes('signed out')),
    );
    expect(told.subject).toBe('We signed out a device of yours');
    for (const form of [told.text, told.html]) {
      for (const part of ['Apple iPhone', 'Safari', 'iOS 17.5', '/password-reset']) expect(form).toContain(part);
    }
    const audited = await until('the audit log', async () => {
      const { body } = await api.call<{ items: { action: string; details: { reason?: string } | null }[] }>(
        'GET',
        `/v1/users/${person.id}/activity`,
        { token: owner },
      );
      return body.items.some((item) => JSON.stringify(item).includes('refresh_reuse'));
    });
    expect(audited).toBe(true);
  });
});

describe('sessions', () => {
  it('are listed with what they are, and ended one by one or all but one', async () => {
    const person = await somebody();
    const [phone, desk] = [await enter(person.email, password, iphone), await enter(person.email, password)];
    const list = async () =>
      (await api.call<Page>('GET', '/v1/users/me/sessions', { token: desk.accessToken })).body.items;
    expect(await list()).toMatchObject([
      { id: desk.session.id, current: true, browser: 'Firefox 127', os: 'Linux', location: null },
      { id: phone.session.id, current: false, browser: 'Safari 17', os: 'iOS 17.5' },
      { id: person.session.id, current: false },
    ]);
    const ended = await api.call('DELETE', `/v1/users/me/sessions/${phone.session.id}`, { token: desk.accessToken });
    expect(ended.status).toBe(204);
    expect(await status(phone.accessToken)).toBe(401);
    const again = await api.call<Problem>('DELETE', `/v1/users/me/sessions/${phone.session.id}`, {
      token: desk.accessToken,
    });
    expect([again.status, again.body.code]).toEqual([404, 'not_found']);
    expect((await api.call('DELETE', '/v1/users/me/sessions', { token: desk.accessToken })).status).toBe(204);
    expect([await status(person.accessToken), await status(desk.accessToken)]).toEqual([401, 200]);
    expect(await list()).toHaveLength(1);
  });

  it('are seen and ended by managers, not by colleagues', async () => {
    const [person, colleague] = [await somebody(), await somebody()];
    const path = `/v1/users/${person.id}/sessions`;
    for (const method of ['GET', 'DELETE']) {
      const refused = await api.call<Problem>(method, path, { token: colleague.accessToken });
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
    const seen = await api.call<Page>('GET', path, { token: owner });
    expect(seen.body.items.map(({ id, current }) => [id, current])).toEqual([[person.session.id, false]]);
    expect((await api.call('DELETE', path, { token: owner })).status).toBe(204);
    expect([await status(person.accessToken), await status(owner)]).toEqual([401, 200]);
    const unknown = await api.call<Problem>('GET', `/v1/users/${crypto.randomUUID()}/sessions`, { token: owner });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
    const forged = await api.call<Problem>('GET', `${path}?cursor=bm90IG91cnM`, { token: owner });
    expect([forged.status, forged.body.code]).toEqual([400, 'invalid_cursor']);
  });

  it('are told by mail when they begin with another device, not when it is the first one', async () => {
    const person = await somebody();
    await enter(person.email, password);
    await enter(person.email, password, iphone);
    const mail = await until('the mail about the phone', async () =>
      (await mails.to(person.email)).find(({ subject }) => subject === 'New sign-in to your profile'),
    );
    expect(mail.text).toContain('Safari 17');
    expect(mail.text).toContain('iOS 17.5');
    const told = (await mails.to(person.email)).filter(({ subject }) => subject === mail.subject);
    expect(told).toHaveLength(1);
  });
});

describe('a password reset', () => {
  const ask = (email: string) => api.call('POST', '/v1/password-resets', { body: { email } });

  async function mailed(email: string, count: number) {
    return until('the reset mail', async () => {
      const found = (await mails.to(email)).filter(({ subject }) => subject === 'Choose a new password');
      return found.length >= count && found.at(-1);
    });
  }

  it('sets a new password and ends everything', async () => {
    const person = await somebody();
    expect((await ask(person.email)).status).toBe(202);
    const token = tokenIn(await mailed(person.email, 1), 'password-reset');
    const lookup = await api.call<{ email: string }>('POST', '/v1/password-resets/lookup', { body: { token } });
    expect([lookup.status, lookup.body.email]).toEqual([200, person.email]);
    const complete = (secret: string) =>
      api.call<Problem>('POST', '/v1/password-resets/completions', { body: { token, password: secret } });
    const weak = await complete('short');
    expect([weak.status, weak.body.code, weak.body.errors?.[0]?.path]).toEqual([422, 'password_too_weak', 'password']);
    expect((await complete(fresh)).status).toBe(204);
    expect([await status(person.accessToken), await status(person.accessToken, other)]).toEqual([401, 401]);
    const { refreshToken } = person;
    const refreshed = await api.call<Problem>('POST', '/v1/sessions/refresh', { body: { refreshToken } });
    expect([refreshed.status, refreshed.body.code]).toEqual([401, 'refresh_token_invalid']);
    const dead = await complete(password);
    expect([dead.status, dead.body.code]).toEqual([404, 'link_invalid']);
    await enter(person.email, fresh);
    await until('the notice', async () =>
      (await mails.to(person.email)).find(({ subject }) => subject === 'Your password was changed'),
    );
  });

  it('works by code, and again by hand of a manager', async () => {
    const person = await somebody();
    await ask(person.email);
    const code = /\b([0-9A-Z]{4}-[0-9A-Z]{4})\b/.exec((await mailed(person.email, 1)).text)?.[1];
    const body = { email: person.email, code, password: fresh };
    expect((await api.call('POST', '/v1/password-resets/completions', { body })).status).toBe(204);
    const sent = await api.call('POST', `/v1/users/${person.id}/password-reset`, { token: owner });
    expect(sent.status).toBe(202);
    await mailed(person.email, 2);
  });

  it('answers the same for anybody, and mails nobody who may not sign in', async () => {
    const invited = newPerson();
    const { id } = (await api.call<{ id: string }>('POST', '/v1/users', { token: owner, body: invited })).body;
    const answers = await Promise.all([invited.email, 'nobody@people.example', system.running.user.email].map(ask));
    const shape = ({ status: code, body, headers }: (typeof answers)[0]) => [
      code,
      body,
      [...headers.keys()].filter((name) => name !== 'date').sort(),
    ];
    for (const answer of answers) expect(shape(answer)).toEqual(shape(answers[0]!));
    await mailed(system.running.user.email, 1);
    await mails.newest(invited.email);
    expect(await mails.to(invited.email)).toHaveLength(1);
    const refused = await api.call<Problem>('POST', `/v1/users/${id}/password-reset`, { token: owner });
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
  });

  it.each([{}, { email: {} }, { email: [] }, { email: null }, { email: 'x' }, { email: 'a@b.example', more: 1 }])(
    'refuses %j',
    async (body) => {
      expect((await api.call('POST', '/v1/password-resets', { body })).status).toBe(422);
    },
  );
});

describe('changing the password', () => {
  it('ends the other sessions and keeps this one', async () => {
    const person = await somebody();
    const mine = await enter(person.email, password);
    const change = (currentPassword: unknown, newPassword: unknown) =>
      api.call<Problem>('PUT', '/v1/me/password', {
        token: mine.accessToken,
        body: { currentPassword, newPassword },
      });
    const wrong = await change('not this one', fresh);
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    expect((await change({ $ne: '' }, fresh)).status).toBe(422);
    expect((await change(password, 'x'.repeat(10_000))).status).toBe(422);
    expect((await change(password, fresh)).status).toBe(204);
    expect([await status(mine.accessToken), await status(person.accessToken)]).toEqual([200, 401]);
    await enter(person.email, fresh);
  });
});

describe('a sign-up', () => {
  const wanted = (email: string) => ({
    accountName: 'Analytical Engines',
    firstName: 'Ada',
    lastName: 'Byron',
    email,
    password,
  });
  const signUp = (body: object) => api.call<Problem>('POST', '/v1/accounts', { body });

  it('mails a link, or tells the holder of the address, with one answer', async () => {
    const { email: known } = await somebody();
    const unknown = newPerson().email;
    const answers = [await signUp(wanted(known)), await signUp(wanted(unknown))];
    expect(answers.map(({ status: code, body }) => [code, body])).toEqual([
      [202, {}],
      [202, {}],
    ]);
    const mail = await mails.newest(unknown);
    expect([mail.subject, tokenIn(mail, 'sign-up')]).toEqual(['Confirm your new account', expect.any(String)]);
    await until('the notice', async () =>
      (await mails.to(known)).find(({ subject }) => subject === 'You have a profile already'),
    );
  });

  it('ends with an account and its owner signed in', async () => {
    const { email } = newPerson();
    await signUp(wanted(email));
    const token = tokenIn(await mails.newest(email), 'sign-up');
    const confirm = () =>
      api.call<Tokens & Problem & { user: { role: string; account: { name: string } } }>(
        'POST',
        '/v1/accounts/confirmations',
        { body: { token, transport: 'bearer' } },
      );
    const confirmed = await confirm();
    expect([confirmed.status, confirmed.body.user?.role, confirmed.body.user?.account.name]).toEqual([
      201,
      'owner',
      'Analytical Engines',
    ]);
    expect(await status(confirmed.body.accessToken)).toBe(200);
    await enter(email, password);
    const again = await confirm();
    expect([again.status, again.body.code]).toEqual([404, 'link_invalid']);
  });
});

describe('a revocation', () => {
  it('is seen by the other gateway at once', async () => {
    const person = await somebody();
    let pushed = 0;
    const waits: number[] = [];
    for (let round = 0; round < 30; round += 1) {
      const { accessToken } = await enter(person.email, password);
      const believed = performance.now();
      expect(await status(accessToken, other)).toBe(200);
      await api.call('DELETE', '/v1/sessions/current', { token: accessToken });
      const answered = performance.now();
      await until('the refusal', async () => (await status(accessToken, other)) === 401, 10_000);
      const refused = performance.now();
      waits.push(refused - answered);
      if (refused - believed < 5_000) pushed += 1;
    }
    waits.sort((one, next) => one - next);
    process.stdout.write(`revocation to refusal on the other gateway: ${waits.at(-1)?.toFixed(1)} ms at most\n`);
    // Without the push it would be believed for 5 s, every time; a machine may stall for that long once in a while.
    expect(pushed).toBeGreaterThan(20);
  }, 120_000);

  it('is seen within seconds when NATS hangs: nothing is believed any longer', async () => {
    const person = await somebody();
    expect(await status(person.accessToken, other)).toBe(200);
    const { nats } = system.running.pids as unknown as { nats: number };
    process.kill(nats, 'SIGSTOP');
    const frozen = performance.now();
    try {
      // What was confirmed before is believed for 5 s, which may have run out just now. By the clock of who asks, so
      // that it does not matter how long an answer takes: nothing that is asked after that may be believed.
      await until(
        'the end of what is believed',
        async () => {
          const late = performance.now() - frozen > 6_000;
          expect(late ? [401, 503] : [200, 401, 503]).toContain(await status(person.accessToken, other));
          return late;
        },
        30_000,
      );
      const after = await Promise.all(Array.from({ length: 20 }, () => status(person.accessToken, other)));
      expect(after.filter((code) => code !== 401 && code !== 503)).toEqual([]);
    } finally {
      process.kill(nats, 'SIGCONT');
    }
    await until('service as before', async () => (await status(person.accessToken, other)) === 200, 30_000);
  }, 90_000);
});
