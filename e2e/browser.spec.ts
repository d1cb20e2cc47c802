// Real: everything, and Debian's Chromium. The story as a person lives it, what people set for themselves, their way
// back, and the record of it all.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newPerson, until } from './support/api.js';
import { expectFit, heading, overflow, phone, told, violations } from './support/browsing.js';
import { tokenIn } from './support/mails.js';
import { personalPassword } from './support/people.js';
import { Site } from './support/site.js';

let site: Site;

beforeAll(async () => {
  site = await Site.start('browser');
}, 120_000);

afterEach(() => site.browsing.everybodyLeaves());

afterAll(() => site?.stop());

describe('the story in a browser', () => {
  it('creates a user, who accepts, and the open list turns them active by itself', async () => {
    const person = newPerson({ firstName: 'Ingrid', lastName: 'Solberg' });
    const list = await site.asOwner('/users');
    await heading(list, 'Users').waitFor();
    expect(await violations(list)).toEqual([]);
    await expectFit(list, 'users');

    await list.getByRole('link', { name: 'New user' }).click();
    await list.getByLabel('First name').fill('Ingrid');
    await list.getByLabel('Last name').fill('Solberg');
    await list.getByLabel('Email').fill(person.email);
    await expectFit(list, 'wizard-details');
    await list.getByRole('button', { name: /Next/ }).click();
    await list.getByRole('heading', { name: /Teams/ }).waitFor();
    await list.getByRole('checkbox').first().check();
    expect(await violations(list)).toEqual([]);
    await list.getByRole('button', { name: /Next/ }).click();
    await list.getByRole('heading', { name: /Mailboxes/ }).waitFor();
    await list.getByRole('checkbox').first().check();
    await expectFit(list, 'wizard');
    await list.getByRole('button', { name: /Create user/i }).click();
    await list.waitForURL(/\/users$/);
    await list.getByRole('searchbox').fill(person.email);
    const row = list.getByRole('listitem').filter({ hasText: 'Ingrid Solberg' });
    await row.waitFor();

    const path = `/invitation/${tokenIn(await site.mails.newest(person.email), 'invitation')}`;
    const guest = await site.browsing.open(path, phone);
    await guest.getByLabel('Password', { exact: true }).fill(personalPassword);
    await expectFit(guest, 'invitation');
    await guest.getByRole('button', { name: /^Join/ }).click();
    await guest.waitForURL(/\/welcome/);
    await heading(guest, /Welcome/).waitFor();
    await expectFit(guest, 'welcome');

    await row.getByText('Active', { exact: true }).waitFor({ timeout: 10_000 });

    const dead = await site.browsing.open(path, phone);
    await heading(dead, 'This link does not work').waitFor();
    expect(await dead.getByLabel(/^Password/).count()).toBe(0);
    await expectFit(dead, 'dead-link');
  });

  it('offers teams and mailboxes as soon as somebody makes them, and their new names', async () => {
    const page = await site.asOwner('/users');
    const option = (label: string, name: string) =>
      page.getByLabel(label, { exact: true }).locator('option', { hasText: name });
    await option('Team', 'All teams').waitFor({ state: 'attached' });
    const name = `Late shift ${Date.now()}`;
    const make = (method: string, path: string, body: object) =>
      site.api.call<{ id: string }>(method, path, { token: site.owner, body });
    const team = await make('POST', '/v1/teams', { name });
    await option('Team', name).waitFor({ state: 'attached', timeout: 3_000 });
    await make('PATCH', `/v1/teams/${team.body.id}`, { name: `${name} two` });
    await option('Team', `${name} two`).waitFor({ state: 'attached', timeout: 3_000 });
    await make('POST', '/v1/mailboxes', { name, email: `late${Date.now()}@people.example` });
    await option('Mailbox', name).waitFor({ state: 'attached', timeout: 3_000 });
  });

  it('says what the icons mean, to eyes and to screen readers', async () => {
    const page = await site.asOwner('/users');
    await page.getByRole('list').first().waitFor();
    for (const words of [/not been invited/i, /expired/i, /days/i]) {
      expect(await page.getByRole('img', { name: words }).count()).toBeGreaterThan(0);
    }
  });

  it('fits the smallest phones without sideways scrolling', async () => {
    // 320 pixels are also what a page of 1,280 has at a zoom of 400 % (WCAG 2.2, 1.4.10).
    for (const width of [360, 320]) {
      const page = await site.asOwner('/users', width);
      await heading(page, 'Users').waitFor();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }
  });

  it('refuses a wrong password kindly, and signs out', async () => {
    const { user } = site.system.running;
    const page = await site.browsing.open('/sign-in');
    await page.getByLabel('Email').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill('certainly not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await expectFit(page, 'sign-in');
    const inside = await site.browsing.signedIn(user, '/welcome');
    await inside.getByRole('button', { name: 'Account menu' }).click();
    await inside.getByRole('menuitem', { name: 'Sign out' }).click();
    await inside.waitForURL(/\/sign-in/);
  });
});

describe('notifications', () => {
  it('are boxes per event and channel', async () => {
    const teams = await site.api.call<{ items: { id: string }[] }>('GET', '/v1/teams', { token: site.owner });
    const person = await site.somebody({ firstName: 'Nils', lastName: 'Notified', teamIds: [teams.body.items[0]?.id] });
    const page = await site.asOwner(`/users/${person.id}/notifications`);
    await page.getByRole('checkbox', { name: 'Mobile: Somebody mentions me' }).check();
    await page.getByRole('checkbox', { name: 'Email: A conversation is assigned to the team' }).check();
    await page.getByRole('button', { name: 'Save notifications' }).click();
    await told(page, 'notifications were saved');
    await expectFit(page, 'notifications');
    const stored = await site.api.call<{ preferences: Record<string, { mobile: boolean }> }>(
      'GET',
      `/v1/users/${person.id}/notifications`,
      { token: site.owner },
    );
    expect(stored.body.preferences['mention.me']?.mobile).toBe(true);
  });
});

describe('Auto Bcc', () => {
  it('takes addresses that agree by the link in their mail', async () => {
    const person = await site.somebody({ firstName: 'Bea', lastName: 'Copied' });
    const address = `copies.${Date.now()}@archive.example`;
    const page = await site.asOwner(`/users/${person.id}/auto-bcc`);
    await page.getByLabel('Another address').fill(address);
    await page.getByRole('button', { name: 'Add address' }).click();
    await page.getByText('Waits for the address to agree').waitFor();
    await expectFit(page, 'auto-bcc');

    const path = `/auto-bcc/${tokenIn(await site.mails.newest(address), 'auto-bcc')}`;
    const guest = await site.browsing.open(path, phone);
    await heading(guest, 'Agree to get copies').waitFor();
    await expectFit(guest, 'auto-bcc-confirm');
    await guest.getByRole('button', { name: 'Agree to get copies' }).click();
    await heading(guest, 'You will get copies').waitFor();
    await page.reload();
    await page.getByText('In use', { exact: true }).waitFor();
    await page.getByRole('button', { name: `Remove ${address}` }).click();
    await told(page, 'no more copies');

    const dead = await site.browsing.open(path, phone);
    await dead.getByRole('button', { name: 'Agree to get copies' }).click();
    await heading(dead, 'This link does not work').waitFor();
  });
});

describe('the way back', () => {
  it('leads over the list of the deleted', async () => {
    const person = await site.somebody({ firstName: 'Back', lastName: 'Again' });
    await site.api.call('DELETE', `/v1/users/${person.id}`, { token: site.owner, body: { confirm: 'DELETE' } });
    const page = await site.asOwner('/users');
    await page.getByRole('link', { name: 'Deleted users' }).click();
    await page.getByRole('heading', { level: 2, name: 'Back Again' }).waitFor();
    await expectFit(page, 'deleted-users');
    await page.getByRole('button', { name: 'Restore Back Again' }).click();
    await told(page, 'Back Again is back');
    await page.getByRole('heading', { level: 2, name: 'Back Again' }).waitFor({ state: 'detached' });
    expect((await site.read(person.id)).state).toBe('not_invited');
  });

  it('asks for another address when the old one is taken', async () => {
    const person = await site.somebody({ firstName: 'Second', lastName: 'Choice' });
    await site.api.call('DELETE', `/v1/users/${person.id}`, { token: site.owner, body: { confirm: 'DELETE' } });
    await until('the address to be free', async () => {
      const body = { firstName: 'New', lastName: 'Holder', role: 'user', email: person.email, sendInvite: false };
      return (await site.api.call('POST', '/v1/users', { token: site.owner, body })).status === 201;
    });
    const page = await site.asOwner('/users/deleted');
    await page.getByRole('button', { name: 'Restore Second Choice' }).click();
    await page.getByRole('alert').filter({ hasText: 'already uses this address' }).waitFor();
    await page.getByLabel('Another address').fill(`second.${Date.now()}@people.example`);
    await page.getByRole('button', { name: 'Restore Second Choice' }).click();
    await told(page, 'Second Choice is back');
  });
});

describe('the record', () => {
  it('shows on a page of its own and beside each person, and can be taken along', async () => {
    const person = await site.somebody({ firstName: 'Rita', lastName: 'Recorded' });
    await site.api.call('PATCH', `/v1/users/${person.id}`, { token: site.owner, body: { role: 'light_user' } });
    const page = await site.asOwner(`/users/${person.id}/activity`);
    const entries = (words: string) => page.getByRole('listitem').filter({ hasText: words });
    await entries('changed the role: Rita Recorded').waitFor();
    await page.getByText('What changed').first().click();
    await page.getByText(/user → light_user/).waitFor();
    await expectFit(page, 'activity');
    await page.getByRole('link', { name: 'In the audit log' }).click();
    await heading(page, 'Audit log').waitFor();
    await page.getByLabel('What').selectOption('user.role_changed');
    await until('the filter', async () => (await entries('created a user').count()) === 0);
    await entries('changed the role: Rita Recorded').waitFor();
    await expectFit(page, 'audit-log');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download these entries as CSV' }).click();
    expect(await (await download).failure()).toBeNull();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await entries('created a user').first().waitFor();
  });

  it('is closed to those who may not read it', async () => {
    const page = await site.browsing.signedIn(site.system.running.user, '/audit-log', phone);
    await page.getByText('Only those who may change').waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  });
});
