// Real: everything, Debian's Chromium with a virtual authenticator, and an authenticator app of another make.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from './support/api.js';
import { expectFit, heading, phone, staleOnce, told, violations } from './support/browsing.js';
import { addPasskeyDevice, authenticatorApp, enrolApp } from './support/devices.js';
import { personalPassword, type SignedIn } from './support/people.js';
import { Site } from './support/site.js';

let site: Site;

beforeAll(async () => {
  site = await Site.start('browser-security');
}, 120_000);

afterEach(() => site.browsing.everybodyLeaves());

afterAll(() => site?.stop());

const statusOf = async (token: string, path = '/v1/me') => (await site.api.call('GET', path, { token })).status;

interface TwoFactor {
  enabled: boolean;
  methods: { kind: string; name: string }[];
  recoveryCodesLeft: number;
}
const factorsOf = async ({ token }: SignedIn) =>
  (await site.api.call<TwoFactor>('GET', '/v1/me/two-factor', { token })).body;

const proofDialog = (page: Page) => page.getByRole('dialog', { name: 'Is it still you?' });

async function provePassword(page: Page): Promise<void> {
  await proofDialog(page).getByLabel('Your password', { exact: true }).fill(personalPassword);
  await proofDialog(page).getByRole('button', { name: 'Confirm' }).click();
}

describe('the password', () => {
  it('is changed by its person, who is told what is wrong, and stays signed in only here', async () => {
    const person = await site.somebody({ firstName: 'Paula', lastName: 'Password' });
    const page = await site.asThemselves(person, `/users/${person.id}`);
    await page.getByRole('link', { name: 'Password', exact: true }).click();
    const present = page.getByLabel('Present password', { exact: true });
    const wanted = page.getByLabel('New password', { exact: true });
    const save = page.getByRole('button', { name: 'Change the password' });
    await present.fill('not my password at all');
    await wanted.fill('seven lanterns over the harbour');
    await save.click();
    await page.getByRole('alert').filter({ hasText: 'not your password' }).waitFor();
    await present.fill(personalPassword);
    await wanted.fill('password');
    await page.getByText('7 more characters to go.').waitFor();
    await wanted.fill('passwordpasswordpassword');
    await save.click();
    await page.getByRole('alert').filter({ hasText: 'first that anybody would guess' }).waitFor();
    expect(await wanted.evaluate((input) => input === document.activeElement)).toBe(true);
    await expectFit(page, 'security-password');
    await wanted.fill('seven lanterns over the harbour');
    await save.click();
    await told(page, 'password was changed');
    expect(await present.inputValue()).toBe('');
    expect(await statusOf(person.token)).toBe(401);
    expect(await statusOf(await site.api.signIn(person.email, 'seven lanterns over the harbour'))).toBe(200);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('This one').waitFor();
  });

  it('of others can only be reset by a mail to them', async () => {
    const person = await site.somebody({ firstName: 'Rita', lastName: 'Reset' });
    const before = (await site.mails.to(person.email)).length;
    const page = await site.asOwner(`/users/${person.id}/password`);
    await page.getByRole('button', { name: 'Send a password reset mail' }).click();
    await told(page, `on its way to ${person.email}`);
    expect(await page.getByLabel('New password').count()).toBe(0);
    expect((await site.mails.newest(person.email, before + 1)).text).toContain('/password-reset/');
  });
});

describe('two factors', () => {
  it('are an app and a passkey, with recovery codes that count once they are kept', async () => {
    const person = await site.somebody({ firstName: 'Tilda', lastName: 'Twofold' });
    const page = await site.asThemselves(person, `/users/${person.id}/two-factor`);
    await addPasskeyDevice(page);
    await page.getByText('Off. With a second factor').waitFor();
    await expectFit(page, 'security-two-factor-off');

    await staleOnce(page, '/v1/me/two-factor/totp');
    await page.getByRole('button', { name: 'Add an authenticator app' }).click();
    await proofDialog(page).waitFor();
    expect(await page.getByRole('button', { name: 'Use a code instead' }).count()).toBe(0);
    await provePassword(page);
    const picture = page.getByRole('img', { name: /QR code/ });
    await picture.waitFor();
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).not.toBe(
      0,
    );
    const typed = (await page.locator('.totp-key').textContent()) ?? '';
    const code = authenticatorApp(typed);
    const codeField = page.getByLabel('Code from the app');
    await codeField.fill('000000');
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByRole('alert').filter({ hasText: 'not the code' }).waitFor();
    await expectFit(page, 'security-totp');
    await codeField.fill(code(-1));
    await page.getByRole('button', { name: 'Turn it on' }).click();

    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    expect(await factorsOf(person)).toMatchObject({ enabled: true, recoveryCodesLeft: 0 });
    const shown = await page.locator('.recovery-codes code').allTextContents();
    expect(shown).toHaveLength(10);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the recovery codes' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toContain(shown.join('\r\n'));
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('alert').filter({ hasText: 'Keep the codes first' }).waitFor();
    await expectFit(page, 'security-recovery-codes');
    await page.getByRole('checkbox', { name: /I have kept these codes/ }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await told(page, 'Your app is connected');
    expect((await factorsOf(person)).recoveryCodesLeft).toBe(10);

    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name').fill('Work laptop');
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await told(page, 'passkey is ready');
    await page.getByRole('button', { name: 'Rename Authenticator app' }).click();
    await page.getByLabel('New name of Authenticator app').fill('Phone');
    await page.getByRole('button', { name: 'Save' }).click();
    await told(page, 'called Phone');
    expect((await factorsOf(person)).methods.map(({ name }) => name).sort()).toEqual(['Phone', 'Work laptop']);
    await expectFit(page, 'security-two-factor-on');

    await staleOnce(page, '/v1/me/two-factor/recovery-codes');
    await page.getByRole('button', { name: 'Make new codes' }).click();
    await page.getByRole('button', { name: 'Use a code instead' }).click();
    await proofDialog(page).getByLabel('Code').fill('000000');
    await proofDialog(page).getByRole('button', { name: 'Confirm' }).click();
    await proofDialog(page).getByRole('alert').filter({ hasText: 'not right' }).waitFor();
    await expectFit(page, 'security-proof-code');
    await proofDialog(page).getByLabel('Code').fill(code(0));
    await proofDialog(page).getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    await page.reload();
    expect((await factorsOf(person)).recoveryCodesLeft).toBe(10);

    await staleOnce(page, '/v1/me/two-factor/methods/*');
    await page.getByRole('button', { name: 'Remove Phone' }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByRole('button', { name: 'Use a passkey instead' }).click();
    await proofDialog(page).getByRole('button', { name: 'Use a passkey', exact: true }).click();
    await told(page, 'Phone was removed');
    expect((await factorsOf(person)).methods).toMatchObject([{ kind: 'passkey', name: 'Work laptop' }]);

    const manager = await site.asOwner(`/users/${person.id}/two-factor`);
    await manager.getByText('On, with a passkey.').waitFor();
    expect(await manager.getByText('Work laptop').count()).toBe(0);
    await expectFit(manager, 'security-two-factor-other');
    await manager.getByRole('button', { name: 'Reset two-factor sign-in' }).click();
    await manager.getByRole('button', { name: 'Reset it' }).click();
    await told(manager, 'signed out everywhere');
    await manager.getByText('Off. Only Tilda').waitFor();
    await until('the sessions to end', async () => (await statusOf(person.token)) === 401);
  });
});

describe('sessions', () => {
  it('are ended one by one or together, by the person and by managers', async () => {
    const person = await site.somebody({ firstName: 'Sina', lastName: 'Session' });
    const page = await site.asThemselves(person, `/users/${person.id}/sessions`);
    await page.getByText('This one').waitFor();
    await page.getByText(/Chrome/).waitFor();
    await expectFit(page, 'security-sessions');
    await page.getByRole('button', { name: /^End Unknown/ }).click();
    await told(page, 'is signed out');
    await until('the session to end', async () => (await statusOf(person.token)) === 401);

    const others = await Promise.all([1, 2].map(() => site.api.signIn(person.email, personalPassword)));
    await page.reload();
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
    await told(page, 'All others are signed out');
    await until('the sessions to end', async () =>
      (await Promise.all(others.map((token) => statusOf(token)))).every((status) => status === 401),
    );
    await page.getByText('This one').waitFor();

    const manager = await site.asOwner(`/users/${person.id}/sessions`);
    await manager.getByRole('button', { name: /^End .*Chrome/ }).waitFor();
    expect(await manager.getByText('This one').count()).toBe(0);
    await manager.getByRole('button', { name: 'End all', exact: true }).click();
    await manager.getByRole('dialog').getByRole('button', { name: 'End all' }).click();
    await told(manager, 'Sina is signed out everywhere');
    await manager.getByText('Not signed in anywhere').waitFor();
    await page.reload();
    await page.waitForURL(/\/sign-in/);
  });
});

describe('API keys', () => {
  it('are made, shown once, replaced and revoked by their person, and ended by managers', async () => {
    const person = await site.somebody({ firstName: 'Kai', lastName: 'Keys', role: 'administrator' });
    const page = await site.asThemselves(person, `/users/${person.id}/api-keys`);
    await page.getByText('No key so far').waitFor();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('Nightly export');
    await page.getByRole('checkbox', { name: 'See users' }).uncheck();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('alert').filter({ hasText: 'at least one scope' }).waitFor();
    await page.getByRole('checkbox', { name: 'See teams' }).check();
    await page.getByLabel('Works for').selectOption('day');
    await expectFit(page, 'security-key-new');
    await page.getByLabel('Works for').selectOption('90');
    await staleOnce(page, '/api-keys');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await provePassword(page);
    const secret = page.locator('.secret code');
    const first = (await secret.textContent()) ?? '';
    expect(first).toMatch(/^mst_/);
    expect([await statusOf(first, '/v1/teams'), await statusOf(first, '/v1/users')]).toEqual([200, 403]);
    await page.getByRole('button', { name: 'Copy the key' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    await expectFit(page, 'security-key-shown');
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await secret.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('API keys');

    await page.getByRole('button', { name: /^Rotate Nightly export/ }).click();
    await page.getByRole('button', { name: 'Make the new key' }).click();
    const second = (await secret.textContent()) ?? '';
    expect(second).not.toBe(first);
    expect([await statusOf(first, '/v1/teams'), await statusOf(second, '/v1/teams')]).toEqual([200, 200]);
    await page.getByText('Replaced', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('button', { name: `Revoke Nightly export, ending in ${first.slice(-4)}` }).click();
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await told(page, 'does not work any more');
    expect([await statusOf(first, '/v1/teams'), await statusOf(second, '/v1/teams')]).toEqual([401, 200]);

    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('radio', { name: 'Docs API key' }).check();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByLabel('Name').fill('Handbook');
    await page.getByRole('button', { name: 'Make the key' }).click();
    expect(await secret.textContent()).toMatch(/^mdk_/);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await expectFit(page, 'security-keys');

    const manager = await site.asOwner(`/users/${person.id}/api-keys`);
    await manager.getByRole('button', { name: /^Revoke Nightly export/ }).click();
    expect(await manager.getByRole('button', { name: /New key|Rotate/ }).count()).toBe(0);
    await manager.getByRole('button', { name: 'Revoke it' }).click();
    await told(manager, 'does not work any more');
    await expectFit(manager, 'security-keys-other');
    await until('the key to end', async () => (await statusOf(second, '/v1/teams')) === 401);
  });

  it('of the account act by the rights of a guardian, who can be another', async () => {
    const guardian = await site.somebody({ firstName: 'Gerda', lastName: 'Guardian', role: 'administrator' });
    const page = await site.asOwner('/settings/api-tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill('Warehouse');
    await page.getByRole('checkbox', { name: 'See users' }).check();
    await page.getByRole('button', { name: 'Make the token' }).click();
    const secret = page.locator('.secret code');
    const first = (await secret.textContent()) ?? '';
    expect(await statusOf(first, '/v1/users')).toBe(200);
    await page.getByRole('button', { name: 'I have stored it' }).click();

    await page.getByRole('button', { name: /^Guardian Warehouse/ }).click();
    await page.getByRole('combobox', { name: 'Guardian' }).selectOption(guardian.id);
    await page.getByRole('button', { name: 'Save' }).click();
    await told(page, 'has another guardian');
    await page.getByText('Guardian: Gerda Guardian').waitFor();
    await page.getByRole('button', { name: /^Rotate Warehouse/ }).click();
    await page.getByLabel('The old key').selectOption('0');
    await page.getByRole('button', { name: 'Make the new key' }).click();
    const second = (await secret.textContent()) ?? '';
    await until('the old one to end', async () => (await statusOf(first, '/v1/users')) === 401);
    expect(await statusOf(second, '/v1/users')).toBe(200);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await expectFit(page, 'security-tokens');
    await page.getByRole('button', { name: /^Revoke Warehouse/ }).click();
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await told(page, 'does not work any more');
    await until('the new one to end', async () => (await statusOf(second, '/v1/users')) === 401);
  });
});

describe('the security settings', () => {
  const stored = async () =>
    (await site.api.call<{ security: Record<string, unknown> }>('GET', '/v1/account', { token: site.owner })).body
      .security;
  const store = (security: object) => site.api.call('PATCH', '/v1/account', { token: site.owner, body: { security } });

  it('say who needs two factors, for how long and from where, and nobody locks themselves out', async () => {
    const before = await stored();
    const page = await site.asOwner('/');
    // Who has none is signed out by what they require.
    await enrolApp(site.api, site.owner);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'Everyone' }).waitFor();
    await expectFit(page, 'security-settings');
    await page.getByRole('radio', { name: 'Owner and administrators' }).check();
    await page.getByLabel('Days without use').fill('10');
    await page.getByLabel('Days in all').fill('20');
    const ranges = page.getByLabel('Allowed IP ranges');
    const save = page.getByRole('button', { name: 'Save the settings' });
    await ranges.fill('127.0.0.0/8\n203.0.113.0/99');
    await save.click();
    await page.getByRole('alert').filter({ hasText: '203.0.113.0/99 must be' }).waitFor();
    await ranges.fill('203.0.113.0/24');
    await save.click();
    await page.getByRole('alert').filter({ hasText: 'lock you out' }).waitFor();
    await expectFit(page, 'security-settings-refused');
    expect(await stored()).toEqual(before);
    await ranges.fill('127.0.0.0/8\n::1/128');
    await save.click();
    await told(page, 'settings were saved');
    expect(await stored()).toEqual({
      requireTwoFactor: 'managers',
      sessionIdleDays: 10,
      sessionMaxDays: 20,
      allowedIpRanges: ['127.0.0.0/8', '::1/128'],
    });

    expect((await store({ requireTwoFactor: 'none', allowedIpRanges: [] })).status).toBe(200);
    await page.getByLabel('Days in all').fill('30');
    await save.click();
    await page.getByRole('button', { name: 'Show the newest values' }).click();
    await until('the newest', async () => (await ranges.inputValue()) === '');
    await page.getByRole('radio', { name: 'Nobody' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Nobody' }).isChecked()).toBe(true);
    expect((await store(before)).status).toBe(200);
  });
});

describe('people without the right', () => {
  it('see their own, and neither settings nor what is about others', async () => {
    const person = await site.somebody({ firstName: 'Nils', lastName: 'Normal', role: 'light_user' });
    const page = await site.asThemselves(person, `/users/${person.id}`, phone);
    await heading(page, 'Nils Normal').waitFor();
    expect(await page.getByRole('link', { name: 'API keys' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    for (const section of ['Password', 'Two-factor sign-in', 'Sessions']) {
      await page.getByRole('link', { name: section, exact: true }).click();
      await page.getByRole('heading', { level: 2, name: section }).waitFor();
      await page.getByText('Loading…').waitFor({ state: 'detached' });
      expect(await violations(page)).toEqual([]);
    }
    await page.goto('/settings/security');
    await page.getByText('Only those who may change').waitFor();
    expect(await page.getByRole('radio').count()).toBe(0);
  });
});
