// Real: everything, and Debian's Chromium. Managing people, as a manager does it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Transformer } from '@napi-rs/image';
import { newPerson, until } from './support/api.js';
import { expectFit, heading, phone, refuse, staleOnce, told, violations } from './support/browsing.js';
import { tokenIn } from './support/mails.js';
import { Site } from './support/site.js';

let site: Site;

beforeAll(async () => {
  site = await Site.start('browser-people');
}, 120_000);

afterEach(() => site.browsing.everybodyLeaves());

afterAll(() => site?.stop());

describe('leaving', () => {
  it('shows what goes, wants the word and a fresh proof, and ends with a receipt', async () => {
    const teams = await site.api.call<{ items: { id: string; name: string }[] }>('GET', '/v1/teams', {
      token: site.owner,
    });
    const team = teams.body.items[0];
    const person = await site.somebody({ firstName: 'Wilma', lastName: 'Leaver', teamIds: [team?.id] });
    const page = await site.asOwner(`/users/${person.id}`);
    await page.getByRole('link', { name: 'Delete user' }).click();
    await heading(page, 'Delete Wilma Leaver').waitFor();
    await page.getByText(team?.name ?? '', { exact: true }).waitFor();
    await expectFit(page, 'delete');

    await page.getByRole('button', { name: 'Delete Wilma Leaver' }).click();
    await page.getByText('Type DELETE, in capital letters.').waitFor();
    expect((await site.read(person.id)).state).toBe('active');

    await staleOnce(page, `/v1/users/${person.id}`);
    await page.getByLabel(/takes over/).selectOption({ index: 1 });
    await page.getByLabel('Type DELETE to confirm').fill('DELETE');
    await page.getByRole('button', { name: 'Delete Wilma Leaver' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
    await dialog.getByLabel('Your password', { exact: true }).fill('not my password at all');
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'not your password' }).waitFor();
    await expectFit(page, 'proof');
    await dialog.getByLabel('Your password', { exact: true }).fill(site.system.running.owner.password);
    await dialog.getByRole('button', { name: 'Confirm' }).click();

    await heading(page, 'Wilma Leaver was deleted').waitFor();
    await page.getByText(/^Theirs go to /).waitFor();
    await expectFit(page, 'receipt');
    expect((await site.api.call('GET', `/v1/users/${person.id}`, { token: site.owner })).status).toBe(404);
  });

  it('does nothing when the proof is not given', async () => {
    const person = await site.somebody({ firstName: 'Stays' });
    const page = await site.asOwner(`/users/${person.id}/delete`);
    await refuse(page, `/v1/users/${person.id}`, { status: 403, code: 'reauthentication_required' });
    await page.getByLabel('Type DELETE to confirm').fill('DELETE');
    await page.getByLabel('Type DELETE to confirm').press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alert').filter({ hasText: 'needs your password' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect((await site.read(person.id)).state).toBe('active');
  });
});

describe('an address of nobody', () => {
  it.each(['/users/nonsense', '/users/nonsense/delete'])('%s is no page', async (path) => {
    const page = await site.asOwner(path);
    await heading(page, 'Page not found').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('an invitation', () => {
  it('is taken back from the row, after asking, and its link says so', async () => {
    const body = newPerson({ firstName: 'Rita', lastName: 'Revoked' });
    const { id } = (await site.api.call<{ id: string }>('POST', '/v1/users', { token: site.owner, body })).body;
    const path = `/invitation/${tokenIn(await site.mails.newest(body.email), 'invitation')}`;
    const page = await site.asOwner('/users');
    await page.getByRole('searchbox').fill('Rita Revoked');
    const row = page.getByRole('listitem').filter({ hasText: body.email });
    await row.getByRole('button', { name: 'Revoke the invitation of Rita Revoked' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke the invitation of Rita Revoked?' });
    await expectFit(page, 'revoke');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await site.read(id)).state).toBe('invited');
    await row.getByRole('button', { name: 'Revoke the invitation of Rita Revoked' }).click();
    await dialog.getByRole('button', { name: 'Revoke it' }).click();
    await row.getByText('The invitation was revoked').waitFor();
    await row.getByRole('button', { name: 'Send invitation' }).waitFor();
    expect((await site.read(id)).state).toBe('not_invited');

    const guest = await site.browsing.open(path, phone);
    await heading(guest, 'This link does not work').waitFor();
    await guest.getByText('taken back by the people who manage the account').waitFor();
    await expectFit(guest, 'invitation-revoked');
  });
});

describe('being away', () => {
  it('is a suspension with a return date, which can be lifted before', async () => {
    const person = await site.somebody({ firstName: 'Ada', lastName: 'Away' });
    const page = await site.asOwner(`/users/${person.id}`);
    await page.getByRole('button', { name: 'Suspend Ada' }).click();
    const back = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('First day back').fill(back);
    await page.getByLabel('Reason').fill('Parental leave');
    await expectFit(page, 'suspend');
    await page.getByRole('button', { name: 'Suspend Ada', exact: true }).click();
    await told(page, 'Ada is suspended');
    await page.getByText('Parental leave').waitFor();
    await page.getByText('Suspended', { exact: true }).first().waitFor();
    expect((await site.read(person.id)).state).toBe('suspended');
    await expectFit(page, 'suspended');

    await page.getByRole('button', { name: 'Lift the suspension' }).click();
    await told(page, 'not suspended any more');
    expect((await site.read(person.id)).state).toBe('active');
  });
});

describe('the address', () => {
  it('changes by the link in the mail, never by opening it, and the link dies', async () => {
    const person = await site.somebody({ firstName: 'Mona', lastName: 'Moves' });
    const email = `mona.${Date.now()}@people.example`;
    const page = await site.asThemselves(person, `/users/${person.id}`);
    await page.getByRole('button', { name: 'Change the email address' }).click();
    await page.getByLabel('New address').fill(site.system.running.owner.email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await page.getByRole('alert').filter({ hasText: 'already uses this address' }).waitFor();
    await page.getByLabel('New address').fill(email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await page.getByText('Waits for a confirmation').waitFor();
    await expectFit(page, 'email-pending');

    const path = `/email-change/${tokenIn(await site.mails.newest(email), 'email-change')}`;
    const guest = await site.browsing.open(path, phone);
    await heading(guest, 'Confirm your new address').waitFor();
    await expectFit(guest, 'email-change');
    expect((await site.read(person.id)).email).toBe(person.email);
    await guest.getByRole('button', { name: 'Use this address' }).click();
    await heading(guest, 'Your new address is in use').waitFor();
    await expectFit(guest, 'email-changed');
    expect((await site.read(person.id)).email).toBe(email);

    const dead = await site.browsing.open(path, phone);
    await dead.getByRole('button', { name: 'Use this address' }).click();
    await heading(dead, 'This link does not work').waitFor();
    await expectFit(dead, 'email-dead');
  });

  it('stays when the change is dropped', async () => {
    const person = await site.somebody({ firstName: 'Dora' });
    const email = `dora.${Date.now()}@people.example`;
    const page = await site.asOwner(`/users/${person.id}`);
    await page.getByRole('button', { name: 'Change the email address' }).click();
    await page.getByLabel('New address').fill(email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    const token = tokenIn(await site.mails.newest(email), 'email-change');
    await page.getByRole('button', { name: 'Drop this change' }).click();
    await told(page, 'was dropped');
    const guest = await site.browsing.open(`/email-change/${token}`, phone);
    await guest.getByRole('button', { name: 'Use this address' }).click();
    await heading(guest, 'This link does not work').waitFor();
  });
});

describe('the photo', () => {
  it('is looked at before it is used, refused with words, and removed', async () => {
    const person = await site.somebody({ firstName: 'Pia', lastName: 'Picture' });
    const page = await site.asOwner(`/users/${person.id}`);
    const files = page.getByLabel('Choose a photo');
    const svg = { name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') };
    await files.setInputFiles(svg);
    await page.getByRole('alert').filter({ hasText: 'JPEG, PNG, WebP or GIF' }).waitFor();
    await files.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await page.getByRole('button', { name: 'Use this photo' }).click();
    await page.getByRole('alert').filter({ hasText: 'cannot be used' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the new photo' }).click();

    const rgba = Buffer.from(Array.from({ length: 300 * 200 }, (_, at) => [at % 255, 120, 90, 255]).flat());
    const buffer = await Transformer.fromRgbaPixels(rgba, 300, 200).png();
    await files.setInputFiles({ name: 'pia.png', mimeType: 'image/png', buffer });
    await page.getByRole('img', { name: 'Preview of the new photo' }).waitFor();
    await expectFit(page, 'photo-preview');
    await page.getByRole('button', { name: 'Use this photo' }).click();
    await told(page, 'new photo is in use');
    const shown = page.locator('.person img.avatar');
    await shown.waitFor();
    expect(await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(256);
    await expectFit(page, 'photo');
    await page.getByRole('button', { name: 'Remove the photo' }).click();
    await told(page, 'photo was removed');
    await shown.waitFor({ state: 'detached' });
  });
});

describe('what somebody may do', () => {
  it('follows the role, or is chosen for them alone', async () => {
    const person = await site.somebody({ firstName: 'Petra', lastName: 'Permitted' });
    const page = await site.asOwner(`/users/${person.id}`);
    await page.getByRole('link', { name: 'Feature permissions' }).click();
    await page.getByText('Edit replies and notes').waitFor();
    await page.getByRole('radio', { name: 'Custom' }).check();
    await page.getByRole('checkbox', { name: 'Manage tags' }).check();
    await page.getByRole('checkbox', { name: 'Use the API' }).uncheck();
    await expectFit(page, 'permissions');
    await page.getByRole('button', { name: 'Save permissions' }).click();
    await told(page, 'permissions were saved');
    const permissions = async () =>
      (await site.api.call<{ permissions: string[] }>('GET', '/v1/me/access', { token: person.token })).body
        .permissions;
    await until('the new permissions', async () => (await permissions()).includes('tags.manage'));
    expect(await permissions()).not.toContain('api.access');

    await page.getByRole('radio', { name: 'Default' }).check();
    await page.getByRole('button', { name: 'Save permissions' }).click();
    await until('the defaults', async () => (await permissions()).includes('api.access'));
  });

  it('changes with the role, after words about what that means', async () => {
    const person = await site.somebody({ firstName: 'Rolf', lastName: 'Role' });
    const page = await site.asOwner(`/users/${person.id}/role`);
    await page.getByRole('radio', { name: 'Light user' }).check();
    await page.getByText('on no team').waitFor();
    await expectFit(page, 'role');
    await page.getByRole('button', { name: 'Save the role' }).click();
    await told(page, 'Light user');
    expect((await site.read(person.id)).role).toBe('light_user');
  });

  it('has mailboxes given directly beside those of teams, and notices changes of others', async () => {
    const person = await site.somebody({ firstName: 'Mina', lastName: 'Mailbox' });
    const page = await site.asOwner(`/users/${person.id}/teams`);
    await page.getByRole('checkbox', { name: 'Frontline' }).check();
    await expectFit(page, 'teams');
    await page.getByRole('button', { name: 'Save' }).click();
    await told(page, 'teams were saved');
    expect((await site.read(person.id)).teamIds).toHaveLength(1);
    await page.getByRole('link', { name: 'Mailbox access' }).click();
    await page
      .getByText(/through Frontline/)
      .first()
      .waitFor();
    await page.getByRole('checkbox', { name: 'Press' }).check();
    await expectFit(page, 'mailboxes');
    await page.getByRole('button', { name: 'Save' }).click();
    await told(page, 'mailboxes were saved');
    const held = await site.api.call<{ items: { sources: string[] }[] }>('GET', `/v1/users/${person.id}/mailboxes`, {
      token: site.owner,
    });
    expect(held.body.items.filter(({ sources }) => sources.includes('direct'))).toHaveLength(1);

    await site.api.call('PUT', `/v1/users/${person.id}/mailboxes`, { token: site.owner, body: { mailboxIds: [] } });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Show the newest values' }).click();
    await until('the newest', async () => !(await page.getByRole('checkbox', { name: 'Press' }).isChecked()));
  });
});

describe('people without the right', () => {
  it('see themselves, and nothing to press that would be refused', async () => {
    const person = await site.somebody({ firstName: 'Nora', lastName: 'Normal' });
    const page = await site.asThemselves(person, `/users/${person.id}`, phone);
    await heading(page, 'Nora Normal').waitFor();
    expect(await page.getByRole('link', { name: 'Delete user' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Suspend/ }).count()).toBe(0);
    for (const section of ['Role', 'Feature permissions', 'Mailbox access', 'Teams']) {
      await page.getByRole('link', { name: section }).click();
      await page.getByRole('heading', { level: 2, name: section }).waitFor();
      await page.getByText('Loading…').waitFor({ state: 'detached' });
      expect(await page.getByRole('checkbox').count()).toBe(0);
      expect(await violations(page)).toEqual([]);
    }
  });
});
