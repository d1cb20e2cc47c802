// Real: everything, Debian's Chromium with a virtual authenticator, and an authenticator app of another make.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { newPerson, until } from './support/api.js';
import { expectFit, expectPhone, heading, overflow, phone, refuse } from './support/browsing.js';
import { addPasskeyDevice, authenticatorApp, enrolApp } from './support/devices.js';
import { tokenIn, type Mail } from './support/mails.js';
import { personalPassword } from './support/people.js';
import { Site } from './support/site.js';

const fresh = 'another meadow, wider and louder';
let site: Site;
let sql: Client;

beforeAll(async () => {
  site = await Site.start('browser-entry');
  sql = new Client({ connectionString: site.system.running.databaseUrl });
  await sql.connect();
}, 120_000);

afterEach(() => site.browsing.everybodyLeaves());

afterAll(async () => {
  await sql?.end();
  await site?.stop();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });
const alert = (page: Page, words: string | RegExp) => page.getByRole('alert').filter({ hasText: words }).waitFor();

async function enter(page: Page, email: string, password = personalPassword): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
}

async function leave(page: Page): Promise<void> {
  await button(page, 'Account menu').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Sign in').waitFor();
}

/** The newest mail with that subject, once there are at least `count`. */
function mailed(email: string, subject: string, count = 1): Promise<Mail> {
  return until(`mail ${count} "${subject}"`, async () => {
    const found = (await site.mails.to(email)).filter((mail) => mail.subject === subject);
    return found.length >= count && found.at(-1);
  });
}

const resetMail = (email: string, count = 1) => mailed(email, 'Choose a new password', count);

/** The path that a mail links to, on this system and nowhere else. */
function pathIn(mail: Mail, path: string): string {
  const url = new URL(new RegExp(`https?://\\S+/${path}/[A-Za-z0-9_-]+`).exec(mail.text)?.[0] ?? '');
  expect(url.origin).toBe(site.system.running.baseUrl);
  return url.pathname;
}

describe('a new password', () => {
  it('is chosen by the link of the mail, once, and a dead link leads to another mail', async () => {
    const person = await site.somebody({ firstName: 'Frida', lastName: 'Forgetful' });
    const page = await site.browsing.open('/sign-in');
    await heading(page, 'Sign in').waitFor();
    await expectFit(page, 'entry-sign-in');
    await enter(page, person.email, 'not my password at all');
    await alert(page, 'Email or password is wrong');
    await link(page, 'Forgot your password?').click();
    await heading(page, 'A new password').waitFor();
    await expectPhone(page, 'entry-reset-ask');
    await page.getByLabel('Email').fill(person.email);
    await button(page, 'Send the mail').click();
    await heading(page, 'Look into your mailbox').waitFor();
    await expectPhone(page, 'entry-reset-sent');

    const path = pathIn(await resetMail(person.email), 'password-reset');
    const guest = await site.browsing.open(path, phone);
    await heading(guest, 'Choose a new password').waitFor();
    await guest.reload();
    const field = guest.getByLabel('New password', { exact: true });
    await field.fill('too short');
    await guest.getByText('6 more characters to go.').waitFor();
    await expectPhone(guest, 'entry-reset-choose');
    await field.fill('passwordpasswordpassword');
    await button(guest, 'Set the new password').click();
    await alert(guest, 'first that anybody would guess');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await field.fill(fresh);
    await button(guest, 'Set the new password').click();
    await heading(guest, 'Your new password is set').waitFor();
    await expectPhone(guest, 'entry-reset-done');
    await link(guest, 'Go to the sign-in').click();
    await enter(guest, person.email, fresh);
    await guest.waitForURL(/\/welcome/);

    const dead = await site.browsing.open(path, phone);
    await heading(dead, 'This link does not work').waitFor();
    await expectPhone(dead, 'entry-reset-dead');
    await dead.getByLabel('Email').fill(person.email);
    await button(dead, 'Send the mail').click();
    await heading(dead, 'Look into your mailbox').waitFor();
    await dead.goto(pathIn(await resetMail(person.email, 2), 'password-reset'));
    await heading(dead, 'Choose a new password').waitFor();

    await sql.query(
      `UPDATE auth.links SET expires_at = now() - interval '1 minute' WHERE user_id = $1 AND purpose = 'password_reset'`,
      [person.id],
    );
    await dead.getByLabel('New password', { exact: true }).fill(personalPassword);
    await button(dead, 'Set the new password').click();
    await heading(dead, 'This link has expired').waitFor();
    await dead.reload();
    await heading(dead, 'This link has expired').waitFor();
  });

  it('is chosen by the code of the mail, and nobody learns which addresses there are', async () => {
    const person = await site.somebody({ firstName: 'Carla' });
    const page = await site.browsing.open('/password-reset', phone);
    await page.getByLabel('Email').fill('nobody@people.example');
    await button(page, 'Send the mail').click();
    await heading(page, 'Look into your mailbox').waitFor();
    await button(page, 'Send it again').click();
    await page.getByLabel('Email').fill(person.email);
    await button(page, 'Send the mail').click();
    await heading(page, 'Look into your mailbox').waitFor();
    await button(page, 'Enter the code from the mail').click();
    await heading(page, 'Enter your code').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(person.email);
    const mail = await resetMail(person.email);
    await page.getByLabel('Code').fill('2222-2222');
    await button(page, 'Continue').click();
    await alert(page, 'do not belong together');
    await expectPhone(page, 'entry-reset-code');
    await page.getByLabel('Code').fill((/\b([0-9A-Z]{4}-[0-9A-Z]{4})\b/.exec(mail.text)?.[1] ?? '').toLowerCase());
    await button(page, 'Continue').click();
    await page.getByLabel('New password', { exact: true }).fill(fresh);
    await button(page, 'Set the new password').click();
    await heading(page, 'Your new password is set').waitFor();
    await site.api.signIn(person.email, fresh);
  });
});

describe('the sign-in', () => {
  it('does not send people to and fro who were just signed out, and shows its form when nobody answers', async () => {
    const person = await site.somebody({ firstName: 'Sina' });
    const page = await site.asThemselves(person, '/welcome', phone);
    // A gateway that has not heard of the end of the session yet, as one cut off from the others.
    await refuse(page, '/v1/me/access', { status: 401, code: 'unauthenticated' });
    await page.reload();
    await heading(page, 'Sign in').waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/welcome');
    await page.unrouteAll();
    await page.reload();
    await heading(page, 'Welcome, Sina').waitFor();

    await refuse(page, '/v1/me', { status: 503, code: 'unavailable' });
    await page.goto('/sign-in');
    await heading(page, 'Sign in').waitFor();
  });
});

describe('a new account', () => {
  it('is opened by the link of the mail, never by opening it, and a dead link says what to do', async () => {
    const { email } = newPerson();
    const page = await site.browsing.open('/sign-in');
    await link(page, 'Open an account').click();
    await heading(page, 'Open an account').waitFor();
    await page.getByLabel('Company or team').fill('Analytical Engines');
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Byron');
    await page.getByLabel('Email').fill(`mistyped.${email}`);
    await page.getByLabel('Password', { exact: true }).fill('analytical engines ada');
    await button(page, 'Continue').click();
    await alert(page, 'your name, address or company');
    await expectFit(page, 'entry-sign-up');
    await page.getByLabel('Password', { exact: true }).fill(personalPassword);
    await button(page, 'Continue').click();
    await heading(page, 'Look into your mailbox').waitFor();
    await expectPhone(page, 'entry-sign-up-sent');
    await button(page, 'Correct it').click();
    await page.getByLabel('Email').fill(email);
    await button(page, 'Continue').click();
    await heading(page, 'Look into your mailbox').waitFor();

    const path = pathIn(await mailed(email, 'Confirm your new account'), 'sign-up');
    const guest = await site.browsing.open(path, phone);
    await heading(guest, 'Open your account').waitFor();
    await guest.reload();
    await expectPhone(guest, 'entry-sign-up-confirm');
    await button(guest, 'Open the account').click();
    await guest.waitForURL(/\/welcome/);
    await heading(guest, 'Welcome, Ada').waitFor();
    await guest.locator('.eyebrow').filter({ hasText: 'Analytical Engines' }).waitFor();

    const dead = await site.browsing.open(path, phone);
    await button(dead, 'Open the account').click();
    await heading(dead, 'This link does not work').waitFor();
    await expectPhone(dead, 'entry-sign-up-dead');
    await link(dead, 'Fill in the form again').click();
    await heading(dead, 'Open an account').waitFor();
  });
});

/** Has an authenticator app and recovery codes. */
async function withApp(fields: Record<string, unknown> = {}) {
  const person = await site.somebody(fields);
  const { token } = person;
  const started = await site.api.call<{ id: string; secret: string }>('POST', '/v1/me/two-factor/totp', {
    token,
    body: {},
  });
  const app = authenticatorApp(started.body.secret);
  const path = `/v1/me/two-factor/totp/${started.body.id}/activation`;
  const activated = await site.api.call<{ recoveryCodes: string[] }>('POST', path, { token, body: { code: app(-1) } });
  await site.api.call('POST', '/v1/me/two-factor/recovery-codes/acknowledgement', { token });
  return { ...person, app, codes: activated.body.recoveryCodes };
}

describe('the second step', () => {
  it('is a code of the app, which a remembered device leaves out', async () => {
    const { email, app } = await withApp({ firstName: 'Toni' });
    const page = await site.browsing.open('/sign-in?next=%2Fwelcome', phone);
    await enter(page, email);
    await heading(page, 'Enter the code from your app').waitFor();
    const field = page.getByLabel('Code from the app');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await expectFit(page, 'entry-second-step');
    await field.fill('000000');
    await button(page, 'Sign in').click();
    await alert(page, 'not right, or was used already');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    const limited = { status: 429, code: 'rate_limited', headers: { 'retry-after': '1800' } };
    await refuse(page, '/v1/sessions/second-factor', limited, 1);
    await button(page, 'Sign in').click();
    await alert(page, 'Please try again in 30 minutes');
    await expectPhone(page, 'entry-second-step-limited');
    await page.getByRole('checkbox', { name: /Remember this device/ }).check();
    const code = app();
    await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await button(page, 'Sign in').click();
    await page.waitForURL(/\/welcome/);
    await leave(page);
    await enter(page, email);
    await page.waitForURL(/\/welcome/);
  });

  it('ends after five wrong codes, and begins anew', async () => {
    const { email, app } = await withApp();
    const page = await site.browsing.open('/sign-in', phone);
    await enter(page, email);
    const field = page.getByLabel('Code from the app');
    for (let n = 0; n < 5; n += 1) {
      await field.fill(`00000${n}`);
      const answered = page.waitForResponse(/\/v1\/sessions\/second-factor$/);
      await button(page, 'Sign in').click();
      expect((await answered).status()).toBe(401);
    }
    await field.fill(app());
    await button(page, 'Sign in').click();
    await heading(page, 'This sign-in has ended').waitFor();
    await expectPhone(page, 'entry-ended');
    await button(page, 'Start again').click();
    expect(await page.getByLabel('Email').inputValue()).toBe(email);
  });

  it('is a recovery code when the app is lost, each once', async () => {
    const { email, codes } = await withApp();
    for (const [code, works] of [
      [codes[0], true],
      [codes[0], false],
    ] as const) {
      const page = await site.browsing.open('/sign-in', phone);
      await enter(page, email);
      await button(page, 'Use a recovery code').click();
      await heading(page, 'Enter a recovery code').waitFor();
      if (works) await expectPhone(page, 'entry-recovery-code');
      await page.getByLabel('Recovery code').fill((code ?? '').toLowerCase().replaceAll('-', ' '));
      await button(page, 'Sign in').click();
      if (works) await page.waitForURL(/\/welcome/);
      else await alert(page, 'Each one works once');
    }
  });
});

describe('an account that requires a second factor', () => {
  const require = (requireTwoFactor: string) =>
    site.api.call('PATCH', '/v1/account', { token: site.owner, body: { security: { requireTwoFactor } } });

  beforeAll(async () => {
    const { email } = await site.somebody();
    // Who has none is signed out by what they require.
    await enrolApp(site.api, site.owner);
    expect((await require('everyone')).status).toBe(200);
    await until('the requirement to be known where people sign in', async () => {
      const body = { email, password: personalPassword };
      const answer = await site.api.call<{ status: string }>('POST', '/v1/sessions', { body });
      return answer.body.status === 'enrolment_required';
    });
  });

  afterAll(async () => {
    expect((await require('none')).status).toBe(200);
  });

  async function invited(fields: Record<string, unknown>): Promise<{ email: string; path: string }> {
    const { email } = (
      await site.api.call<{ email: string }>('POST', '/v1/users', { token: site.owner, body: newPerson(fields) })
    ).body;
    return { email, path: `/invitation/${tokenIn(await site.mails.newest(email), 'invitation')}` };
  }

  async function join(page: Page): Promise<void> {
    await page.getByLabel('Password', { exact: true }).fill(personalPassword);
    await button(page, /^Join/).click();
    await heading(page, 'Set up a second factor').waitFor();
  }

  it('has an app enrolled, and the codes kept, before anybody is in', async () => {
    const { email, path } = await invited({ firstName: 'Enno', lastName: 'Enrols' });
    const page = await site.browsing.open(path, phone);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await join(page);
    await expectPhone(page, 'entry-enrol');
    // The invitation is spent: whoever leaves now goes on by signing in.
    await button(page, 'Back to the sign-in').click();
    await enter(page, email);
    await heading(page, 'Set up a second factor').waitFor();
    await button(page, /^Authenticator app/).click();
    await heading(page, 'Set up your authenticator app').waitFor();
    const qr = page.getByRole('img', { name: /QR code/ });
    expect(
      await qr.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(0);
    await expectFit(page, 'entry-enrol-app');
    await page.getByText('Cannot scan it?').click();
    const app = authenticatorApp(await page.locator('.totp-key').innerText());
    await expectPhone(page, 'entry-enrol-key');
    await page.getByLabel('Code from the app').fill('000000');
    await button(page, 'Continue').click();
    await alert(page, 'not the code that the app shows now');
    await page.getByLabel('Code from the app').fill(app());
    await button(page, 'Continue').click();

    await heading(page, 'Keep your recovery codes').waitFor();
    const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
    expect(codes).toHaveLength(10);
    await expectFit(page, 'entry-codes');
    await button(page, 'Done, let me in').click();
    await alert(page, 'Keep the codes first');
    await button(page, 'Copy').click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    expect((await page.evaluate(() => navigator.clipboard.readText())).split(/\r?\n/)).toEqual(codes);
    const saving = page.waitForEvent('download');
    await link(page, 'Download').click();
    const file = readFileSync(await (await saving).path(), 'utf8');
    for (const code of [...codes, email]) expect(file).toContain(code);
    await page.getByRole('checkbox', { name: 'I have kept these codes' }).check();
    await button(page, 'Done, let me in').click();
    await page.waitForURL(/\/welcome/);

    // They count, because they were acknowledged.
    await leave(page);
    await enter(page, email);
    await button(page, 'Use a recovery code').click();
    await page.getByLabel('Recovery code').fill(codes[3] ?? '');
    await button(page, 'Sign in').click();
    await page.waitForURL(/\/welcome/);
  });

  it('lets who loads the codes anew go on, and says until there are codes that none works', async () => {
    const { email, path } = await invited({ firstName: 'Lotte', lastName: 'Loads' });
    const guest = await site.browsing.open(path, phone);
    await join(guest);
    const page = await site.browsing.open('/', phone);
    await heading(page, 'Sign in').waitFor();
    await enter(page, email);
    await button(page, /^Authenticator app/).click();
    await page.getByText('Cannot scan it?').click();
    await page.getByLabel('Code from the app').fill(authenticatorApp(await page.locator('.totp-key').innerText())());
    await button(page, 'Continue').click();
    await heading(page, 'Keep your recovery codes').waitFor();
    await page.reload();
    await heading(page, 'Welcome, Lotte').waitFor();
    expect(new URL(page.url()).pathname).toBe('/welcome');
    const notice = page.getByRole('region', { name: 'Recovery codes' });
    await notice.getByText('You have no recovery codes that work').waitFor();
    await page.setViewportSize({ width: 360, height: 900 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await expectFit(page, 'entry-no-codes');

    // To the page of the sign-in, too, by whatever way.
    for (const at of ['/sign-in', '/sign-in?next=%2Fwelcome']) {
      await page.goto(at);
      await heading(page, 'Welcome, Lotte').waitFor();
    }

    await link(page, 'Make recovery codes').focus();
    await page.keyboard.press('Enter');
    await page.getByText('No recovery code of yours works').waitFor();
    await expectFit(page, 'entry-no-codes-security');
    await button(page, 'Make new codes').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    await page.getByRole('checkbox', { name: 'I have kept these codes' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'The new codes work now' }).waitFor();
    await page.getByText('10 codes are left').waitFor();
    await link(page, 'Start').click();
    await heading(page, 'Welcome, Lotte').waitFor();
    expect(await notice.count()).toBe(0);
  });

  it('has a passkey enrolled, which is the second step from then on, or signs in alone', async () => {
    const { email, path } = await invited({ firstName: 'Paula', lastName: 'Passkey' });
    const page = await site.browsing.open(path, phone);
    await join(page);
    await addPasskeyDevice(page);
    await button(page, /^Passkey/).click();
    await heading(page, 'Keep your recovery codes').waitFor();
    await page.getByRole('checkbox', { name: 'I have kept these codes' }).check();
    await button(page, 'Done, let me in').click();
    await page.waitForURL(/\/welcome/);

    await leave(page);
    await enter(page, email);
    await heading(page, 'Use your passkey').waitFor();
    await expectPhone(page, 'entry-passkey-step');
    await button(page, 'Continue with the passkey').click();
    await page.waitForURL(/\/(welcome)?$/);
    await leave(page);
    await button(page, 'Use a passkey').click();
    await heading(page, 'Welcome, Paula').waitFor();

    const stranger = await site.browsing.open('/sign-in', phone);
    await addPasskeyDevice(stranger);
    await button(stranger, 'Use a passkey').click();
    await alert(stranger, 'No passkey was used');
    await expectPhone(stranger, 'entry-no-passkey');
  });
});
