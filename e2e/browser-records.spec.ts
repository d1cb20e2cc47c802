// Real: everything, and Debian's Chromium. Settings of people, their way back, and the record of it all.
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, until } from './support/api.js';
import { Browsing, expectFit, heading, phone, told } from './support/browsing.js';
import { Mails, tokenIn } from './support/mails.js';
import { newcomer, type SignedIn } from './support/people.js';

let system: System;
let api: Api;
let mails: Mails;
let browsing: Browsing;
let owner: string;

beforeAll(async () => {
  mkdirSync('.muster/pictures', { recursive: true });
  system = await startSystem({ stateDir: '.muster/e2e-browser-records', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  browsing = await Browsing.start(system.running.baseUrl);
}, 120_000);

afterEach(async () => {
  await browsing.everybodyLeaves();
});

afterAll(async () => {
  await browsing?.stop();
  await system?.stop();
});

const asOwner = (path: string) => browsing.signedIn(system.running.owner, path);
const somebody = (fields: Record<string, unknown> = {}): Promise<SignedIn> =>
  newcomer({ api, mails, by: owner }, fields);
const read = async (id: string) =>
  (
    await api.call<{ state: string; email: string; role: string; teamIds: string[]; mailboxIds: string[] }>(
      'GET',
      `/v1/users/${id}`,
      { token: owner },
    )
  ).body;

describe('notifications', () => {
  it('are boxes per event and channel', async () => {
    const teams = await api.call<{ items: { id: string }[] }>('GET', '/v1/teams', { token: owner });
    const person = await somebody({ firstName: 'Nils', lastName: 'Notified', teamIds: [teams.body.items[0]?.id] });
    const page = await asOwner(`/users/${person.id}/notifications`);
    await page.getByRole('checkbox', { name: 'Mobile: Somebody mentions me' }).check();
    await page.getByRole('checkbox', { name: 'Email: A conversation is assigned to the team' }).check();
    await page.getByRole('button', { name: 'Save notifications' }).click();
    await told(page, 'notifications were saved');
    await expectFit(page, 'notifications');
    const stored = await api.call<{ preferences: Record<string, { mobile: boolean }> }>(
      'GET',
      `/v1/users/${person.id}/notifications`,
      { token: owner },
    );
    expect(stored.body.preferences['mention.me']?.mobile).toBe(true);
  });
});

describe('Auto Bcc', () => {
  it('takes addresses that agree by the link in their mail', async () => {
    const person = await somebody({ firstName: 'Bea', lastName: 'Copied' });
    const address = `copies.${Date.now()}@archive.example`;
    const page = await asOwner(`/users/${person.id}/auto-bcc`);
    await page.getByLabel('Another address').fill(address);
    await page.getByRole('button', { name: 'Add address' }).click();
    await page.getByText('Waits for the address to agree').waitFor();
    await expectFit(page, 'auto-bcc');

    const path = `/auto-bcc/${tokenIn(await mails.newest(address), 'auto-bcc')}`;
    const guest = await browsing.open(path, phone);
    await heading(guest, 'Agree to get copies').waitFor();
    await expectFit(guest, 'auto-bcc-confirm');
    await guest.getByRole('button', { name: 'Agree to get copies' }).click();
    await heading(guest, 'You will get copies').waitFor();
    await page.reload();
    await page.getByText('In use', { exact: true }).waitFor();
    await page.getByRole('button', { name: `Remove ${address}` }).click();
    await told(page, 'no more copies');

    const dead = await browsing.open(path, phone);
    await dead.getByRole('button', { name: 'Agree to get copies' }).click();
    await heading(dead, 'This link does not work').waitFor();
  });
});

describe('the way back', () => {
  it('leads over the list of the deleted', async () => {
    const person = await somebody({ firstName: 'Back', lastName: 'Again' });
    await api.call('DELETE', `/v1/users/${person.id}`, { token: owner, body: { confirm: 'DELETE' } });
    const page = await asOwner('/users');
    await page.getByRole('link', { name: 'Deleted users' }).click();
    await page.getByRole('heading', { level: 2, name: 'Back Again' }).waitFor();
    await expectFit(page, 'deleted-users');
    await page.getByRole('button', { name: 'Restore Back Again' }).click();
    await told(page, 'Back Again is back');
    await page.getByRole('heading', { level: 2, name: 'Back Again' }).waitFor({ state: 'detached' });
    expect((await read(person.id)).state).toBe('not_invited');
  });

  it('asks for another address when the old one is taken', async () => {
    const person = await somebody({ firstName: 'Second', lastName: 'Choice' });
    await api.call('DELETE', `/v1/users/${person.id}`, { token: owner, body: { confirm: 'DELETE' } });
    await until('the address to be free', async () => {
      const body = { firstName: 'New', lastName: 'Holder', role: 'user', email: person.email, sendInvite: false };
      return (await api.call('POST', '/v1/users', { token: owner, body })).status === 201;
    });
    const page = await asOwner('/users/deleted');
    await page.getByRole('button', { name: 'Restore Second Choice' }).click();
    await page.getByRole('alert').filter({ hasText: 'already uses this address' }).waitFor();
    await page.getByLabel('Another address').fill(`second.${Date.now()}@people.example`);
    await page.getByRole('button', { name: 'Restore Second Choice' }).click();
    await told(page, 'Second Choice is back');
  });
});

describe('the record', () => {
  it('shows on a page of its own and beside each person, and can be taken along', async () => {
    const person = await somebody({ firstName: 'Rita', lastName: 'Recorded' });
    await api.call('PATCH', `/v1/users/${person.id}`, { token: owner, body: { role: 'light_user' } });
    const page = await asOwner(`/users/${person.id}/activity`);
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
    const page = await browsing.signedIn(system.running.user, '/audit-log', phone);
    await page.getByText('Only those who may change').waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  });
});
