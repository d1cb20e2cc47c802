// Real: everything, and Debian's Chromium. The list of users while others work, its search and filters, and the
// wizard behind it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newPerson, until } from './support/api.js';
import { expectFit, heading, overflow, violations } from './support/browsing.js';
import { enrolApp } from './support/devices.js';
import { tokenIn } from './support/mails.js';
import { personalPassword } from './support/people.js';
import { Site } from './support/site.js';

let site: Site;

beforeAll(async () => {
  site = await Site.start('browser-list');
}, 120_000);

afterEach(() => site.browsing.everybodyLeaves());

afterAll(() => site?.stop());

describe('the open list', () => {
  /** The number before these words in the line of what the plan counts. */
  const counted = async (page: Page, words: string) => {
    const line = await page.locator('.seats').filter({ hasText: 'billable' }).textContent();
    return Number(new RegExp(`(\\d+) ${words}`).exec(line ?? '')?.[1] ?? 0);
  };
  const counts = (page: Page, words: string, number: number) =>
    until(`${number} ${words}`, async () => (await counted(page, words)) === number);
  const create = async (fields: Record<string, unknown>) => {
    const body = newPerson(fields);
    return (await site.api.call<{ id: string; email: string }>('POST', '/v1/users', { token: site.owner, body })).body;
  };

  it('says what became of an invitation just sent, and counts again', async () => {
    const { email } = await create({ firstName: 'Selma', lastName: 'Sent', sendInvite: false });
    const page = await site.asOwner('/users');
    await page.getByRole('searchbox').fill(email);
    const row = page.getByRole('listitem').filter({ hasText: email });
    await row.getByText('No invitation sent so far').waitFor();
    const open = await counted(page, 'open invitation');
    await row.getByRole('button', { name: 'Send invitation to Selma Sent' }).click();
    await row.getByText('their mail server took it').waitFor();
    await counts(page, 'open invitation', open + 1);
    // However often: the answer to the button tells less than what is heard of the mail meanwhile.
    const mails = (await site.mails.to(email)).length;
    await row.getByRole('button', { name: /^Re-send/ }).click();
    await until('another mail', async () => (await site.mails.to(email)).length > mails);
    await row.getByText('their mail server took it').waitFor();

    const token = tokenIn(await site.mails.newest(email), 'invitation');
    const body = { token, password: personalPassword, transport: 'bearer' };
    expect((await site.api.call('POST', '/v1/invitations/acceptances', { body })).status).toBe(201);
    await row.getByText('Active', { exact: true }).waitFor();
    await counts(page, 'open invitation', open);
  });

  it('keeps what was asked for last, when an answer to the button comes late', async () => {
    const { id, email } = await create({ firstName: 'Lara', lastName: 'Late', sendInvite: false });
    const page = await site.asOwner('/users');
    await page.getByRole('searchbox').fill(email);
    const row = page.getByRole('listitem').filter({ hasText: email });
    await page.route(`**/v1/users/${id}/invitation`, async (route) => {
      const answer = await route.fetch();
      // Long after the mail server has taken the mail, and the row has heard of it.
      await row.getByText('their mail server took it').waitFor();
      await route.fulfill({ response: answer });
    });
    const answered = page.waitForResponse(/\/invitation$/);
    await row.getByRole('button', { name: 'Send invitation to Lara Late' }).click();
    expect((await (await answered).json()).invitation.mail.status).toBe('queued');
    await row.getByRole('button', { name: /^Re-send/ }).waitFor();
    expect(await row.getByText('their mail server took it').count()).toBe(1);
    await page.unroute(`**/v1/users/${id}/invitation`);
  });

  it('counts again when others suspend and delete', async () => {
    const [away, gone] = [await site.somebody({ firstName: 'Wanda' }), await site.somebody({ firstName: 'Gunda' })];
    const page = await site.asOwner('/users');
    await page.locator('.tile').first().waitFor();
    const [billable, suspended] = [await counted(page, 'billable user'), await counted(page, 'suspended')];
    await site.api.call('POST', `/v1/users/${away.id}/suspension`, { token: site.owner, body: {} });
    await counts(page, 'suspended', suspended + 1);
    await counts(page, 'billable user', billable - 1);
    await site.api.call('DELETE', `/v1/users/${gone.id}`, { token: site.owner, body: { confirm: 'DELETE' } });
    await counts(page, 'billable user', billable - 2);
    await page.getByRole('listitem').filter({ hasText: gone.email }).waitFor({ state: 'detached' });
  });

  it('combines search, filters and order, however quickly they follow each other', async () => {
    const page = await site.asOwner('/users');
    const search = page.getByRole('searchbox');
    const asked = () => Object.fromEntries(new URL(page.url()).searchParams);
    await page.locator('.tile').first().waitFor();
    await page.getByLabel('Order').selectOption('-createdAt');
    await search.fill('an');
    await page.getByLabel('Role').selectOption('user');
    await page.getByLabel('State').selectOption('active');
    await until('all of them', async () => asked()['q'] === 'an');
    expect(asked()).toEqual({ q: 'an', role: 'user', state: 'active', sort: '-createdAt' });
    expect(await page.getByLabel('Role').inputValue()).toBe('user');

    await search.fill('');
    await page.getByLabel('State').selectOption('');
    await until('the search to be gone', async () => asked()['q'] === undefined);
    expect(asked()).toEqual({ role: 'user', sort: '-createdAt' });

    await search.fill('nobody at all');
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    expect(await search.inputValue()).toBe('');
    await page.waitForTimeout(400);
    expect(asked()).toEqual({ sort: '-createdAt' });
    expect(await search.evaluate((input) => input === document.activeElement)).toBe(true);
  });

  it('can be narrowed to those with, or without, a second factor', async () => {
    const [two, one] = [
      await site.somebody({ firstName: 'Tova', lastName: 'Twofold' }),
      await site.somebody({ firstName: 'Solveig', lastName: 'Twofold' }),
    ];
    await enrolApp(site.api, two.token);
    const page = await site.asOwner('/users?q=Twofold', 360);
    const tile = (email: string) => page.getByRole('listitem').filter({ hasText: email });
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    const choice = page.getByLabel('Two-factor sign-in');
    await until('the factor to be known', async () => {
      await choice.selectOption('');
      await choice.selectOption({ label: 'Set up' });
      await tile(one.email).waitFor({ state: 'detached' });
      return (await tile(two.email).count()) === 1;
    });
    expect(new URL(page.url()).searchParams.get('twoFactor')).toBe('true');
    await page.getByRole('button', { name: 'Filters (1)' }).waitFor();
    await choice.selectOption({ label: 'Not set up' });
    await tile(one.email).waitFor();
    expect(await tile(two.email).count()).toBe(0);
    await expectFit(page, 'users-two-factor');
  });
});

describe('creating somebody', () => {
  const stored = (page: Page) => page.evaluate(() => Object.values(globalThis.sessionStorage).join());
  const step = (page: Page, name: string) => page.getByRole('heading', { level: 2, name }).waitFor();
  const next = (page: Page) => page.getByRole('button', { name: /^Next/ }).click();
  const begin = async (fields: { email: string }, width?: number) => {
    const page = await site.asOwner('/users', width);
    await page.getByRole('link', { name: 'New user' }).click();
    await page.getByLabel('First name').fill('Bertil');
    await page.getByLabel('Last name').fill('Backward');
    await page.getByLabel('Email').fill(fields.email);
    return page;
  };

  it('goes a step back with the Back of the browser, and forward again, with what was typed', async () => {
    const { email } = newPerson();
    const page = await begin({ email });
    await next(page);
    await step(page, 'Teams');
    await page.getByRole('checkbox').first().check();
    await next(page);
    await step(page, 'Mailboxes');
    await page.getByRole('checkbox').first().check();
    await page.goBack();
    await step(page, 'Teams');
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true);
    await page.goBack();
    await step(page, 'Details');
    expect(await page.getByLabel('Email').inputValue()).toBe(email);
    // Out of the wizard, and in again.
    await page.goBack();
    await heading(page, 'Users').waitFor();
    await page.goForward();
    await step(page, 'Details');
    expect(await page.getByLabel('First name').inputValue()).toBe('Bertil');
    await page.goForward();
    await page.goForward();
    await step(page, 'Mailboxes');
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true);
    // Its own Back goes the same way, and leaves no step twice in the history.
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await step(page, 'Teams');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await step(page, 'Details');
    await page.getByRole('radio', { name: 'Light user' }).check();
    await page.goForward();
    await step(page, 'Mailboxes');
    await page.goBack();
    await step(page, 'Details');
  });

  it('keeps what was typed when the page is loaded anew, for that person, until they are done or leave', async () => {
    const { email } = newPerson();
    const page = await begin({ email });
    await next(page);
    await step(page, 'Teams');
    await page.getByRole('checkbox').first().check();
    await page.reload();
    await step(page, 'Teams');
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await step(page, 'Details');
    expect(await page.getByLabel('Email').inputValue()).toBe(email);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await heading(page, 'Users').waitFor();
    expect(await stored(page)).not.toContain(email);
    await page.getByRole('link', { name: 'New user' }).click();
    expect(await page.getByLabel('Email').inputValue()).toBe('');

    await page.getByLabel('Email').fill(email);
    await page.getByLabel('First name').fill('Bertil');
    await page.getByLabel('Last name').fill('Backward');
    await page.reload();
    await next(page);
    await next(page);
    await page.getByRole('button', { name: 'Create user' }).click();
    await page.getByText('Bertil Backward was created').waitFor();
    expect(await stored(page)).not.toContain(email);
    await page.goBack();
    await step(page, 'Details');
    expect(await page.getByLabel('Email').inputValue()).toBe('');
  });

  it('leads back to what was refused, and nothing stays of what somebody typed who signs out', async () => {
    const page = await begin({ email: site.system.running.user.email });
    await next(page);
    await next(page);
    await page.getByRole('button', { name: 'Create user' }).click();
    await step(page, 'Details');
    const field = page.getByLabel('Email');
    await until('the refused field', () => field.evaluate((input) => input === document.activeElement));
    await page.getByRole('button', { name: /^Next/ }).waitFor();

    const administrator = await site.browsing.signedIn(site.system.running.administrator, '/users/new');
    await administrator.getByLabel('Email').fill('kept@people.example');
    expect(await stored(administrator)).toContain('kept@people.example');
    await administrator.getByRole('button', { name: 'Account menu' }).click();
    await administrator.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(administrator, 'Sign in').waitFor();
    expect(await stored(administrator)).not.toContain('kept@people.example');
  });

  it('works by keyboard alone on the smallest phones', async () => {
    const { email } = newPerson();
    const page = await site.asOwner('/users/new', 360);
    await page.getByLabel('First name').focus();
    for (const words of ['K'.repeat(40), 'Keys', email]) {
      await page.keyboard.type(words);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    for (const name of ['Teams', 'Mailboxes']) {
      await step(page, name);
      const focused = () => page.evaluate(() => document.activeElement?.textContent);
      await until('the focus', async () => (await focused()) === name);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      expect(await page.getByRole('checkbox').first().isChecked()).toBe(true);
      await page.keyboard.press('Enter');
    }
    await page.getByText(`${'K'.repeat(40)} Keys was created`).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });
});
