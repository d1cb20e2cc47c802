// Real: everything. Profiles, photos, addresses and personal settings through HTTP.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Transformer } from '@napi-rs/image';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Problem } from './support/api.js';
import { Mails, tokenIn } from './support/mails.js';

interface User {
  id: string;
  email: string;
  photoUrl: string | null;
  alternateEmails: string[];
}
interface Bcc {
  addresses: { address: string; confirmed: boolean }[];
}
interface Preferences {
  preferences: Record<string, { email: boolean; browser: boolean; mobile: boolean }>;
  teams: Record<string, Record<string, { email: boolean }>>;
}

const password = 'a quiet meadow beyond the hill';
let system: System;
let api: Api;
let mails: Mails;
let owner: string;
let user: string;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-profile', fresh: true, quiet: true, build: false });
  const { running } = system;
  api = new Api(running.baseUrl);
  mails = new Mails(running.mailUrl);
  owner = await api.signIn(running.owner.email, running.owner.password);
  user = await api.signIn(running.user.email, running.user.password);
}, 120_000);

afterAll(async () => {
  await system?.stop();
});

const fresh = () => `${randomUUID().slice(0, 12)}@new.example`;
const me = async (token: string) => (await api.call<User>('GET', '/v1/me', { token })).body;

/** Somebody who has accepted, with their token. */
async function somebody(): Promise<{ id: string; email: string; token: string }> {
  const { body } = await api.call<User>('POST', '/v1/users', { token: owner, body: newPerson() });
  const token = tokenIn(await mails.newest(body.email), 'invitation');
  await api.call('POST', '/v1/invitations/acceptances', { body: { token, password, transport: 'bearer' } });
  return { id: body.id, email: body.email, token: await api.signIn(body.email, password) };
}

async function upload(path: string, token: string, bytes: Uint8Array, field = 'photo') {
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(bytes)]), 'me.png');
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${system.running.baseUrl}${path}`, { method: 'PUT', headers, body: form });
  return { status: response.status, body: (await response.json()) as { photoUrl: string } & Problem };
}

const picture = () => {
  const rgba = Buffer.alloc(300 * 200 * 4, Math.floor(Math.random() * 200));
  return Transformer.fromRgbaPixels(rgba, 300, 200).png();
};

describe('photos', () => {
  it('are uploaded, shown, served for ever and taken away', async () => {
    const answer = await upload('/v1/me/photo', user, await picture());
    expect(answer.status).toBe(200);
    const { photoUrl } = answer.body;
    expect((await me(user)).photoUrl).toBe(photoUrl);
    for (const size of [64, 256]) {
      const url = `${system.running.baseUrl}${photoUrl.replace('256.webp', `${size}.webp`)}`;
      const photo = await fetch(url);
      expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/webp']);
      expect(photo.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(photo.headers.get('content-security-policy')).toBe("default-src 'none'");
      expect(photo.headers.get('x-content-type-options')).toBe('nosniff');
      const metadata = await new Transformer(Buffer.from(await photo.arrayBuffer())).metadata();
      expect([metadata.format, metadata.width, metadata.height]).toEqual(['webp', size, size]);
      const again = await fetch(url, { headers: { 'if-none-match': photo.headers.get('etag') ?? '' } });
      expect(again.status).toBe(304);
    }
    expect((await api.call('DELETE', '/v1/me/photo', { token: user })).status).toBe(204);
    expect((await me(user)).photoUrl).toBeNull();
    expect((await fetch(`${system.running.baseUrl}${photoUrl}`)).status).toBe(404);
  });

  it('of others and of teams are for managers', async () => {
    const { id } = await me(user);
    expect((await upload(`/v1/users/${id}/photo`, owner, await picture())).status).toBe(200);
    const { id: ownerId } = await me(owner);
    expect((await upload(`/v1/users/${ownerId}/photo`, user, await picture())).status).toBe(403);
    expect((await upload(`/v1/users/${randomUUID()}/photo`, owner, await picture())).status).toBe(404);
    const teams = await api.call<{ items: { id: string; photoUrl: string | null }[] }>('GET', '/v1/teams', {
      token: owner,
    });
    const teamId = teams.body.items[0]?.id ?? '';
    const team = await upload(`/v1/teams/${teamId}/photo`, owner, await picture());
    expect(team.status).toBe(200);
    const after = await api.call<{ items: { id: string; photoUrl: string | null }[] }>('GET', '/v1/teams', {
      token: user,
    });
    expect(after.body.items.find(({ id: other }) => other === teamId)?.photoUrl).toBe(team.body.photoUrl);
    expect((await upload(`/v1/teams/${teamId}/photo`, user, await picture())).status).toBe(403);
    expect((await api.call('DELETE', `/v1/teams/${teamId}/photo`, { token: owner })).status).toBe(204);
  });

  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'photo', 422, 'picture_unusable'],
    ['nothing', Buffer.alloc(0), 'photo', 422, 'picture_unusable'],
    ['another field', Buffer.from('x'), 'avatar', 422, 'picture_unusable'],
    ['6 MB', Buffer.alloc(6 * 1_048_576), 'photo', 413, 'payload_too_large'],
  ])('are refused: %s', async (_what, bytes, field, status, code) => {
    const answer = await upload('/v1/me/photo', user, bytes, field);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('are taken as forms, and forms are taken nowhere else', async () => {
    const asJson = await api.call<Problem>('PUT', '/v1/me/photo', { token: user, body: {} });
    expect([asJson.status, asJson.body.code]).toEqual([415, 'unsupported_media_type']);
    const form = new FormData();
    form.set('firstName', 'Eve');
    const headers = { authorization: `Bearer ${owner}` };
    const elsewhere = await fetch(`${system.running.baseUrl}/v1/users`, { method: 'POST', headers, body: form });
    expect(elsewhere.status).toBe(415);
    expect(((await elsewhere.json()) as Problem).code).toBe('unsupported_media_type');
    expect((await fetch(`${system.running.baseUrl}/photos/${'A'.repeat(22)}/64.webp`)).status).toBe(404);
    expect((await fetch(`${system.running.baseUrl}/photos/x/1.webp`)).status).toBe(404);
  });
});

describe('changing the address', () => {
  const change = (token: string, email: string, path = '/v1/me/email-change') =>
    api.call<{ email: string } & Problem>('POST', path, { token, body: { email } });
  const confirm = (token: string) => api.call<Problem>('POST', '/v1/email-changes/confirmations', { body: { token } });

  it('goes by a mail to the new address, with a notice to the old', async () => {
    const person = await somebody();
    const email = fresh();
    const asked = await change(person.token, email);
    expect([asked.status, asked.body.email]).toEqual([202, email]);
    expect((await api.call('GET', '/v1/me/email-change', { token: person.token })).status).toBe(200);
    const token = tokenIn(await mails.newest(email), 'email-change');
    expect((await me(person.token)).email).toBe(person.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(token)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'link_invalid')).toHaveLength(19);
    await until('the new address', async () => (await me(person.token)).email === email);
    expect(typeof (await api.signIn(email, password))).toBe('string');
    const old = await api.call<Problem>('POST', '/v1/sessions', { body: { email: person.email, password } });
    expect(old.status).toBe(401);
    const notice = await mails.newest(person.email, 2);
    expect(notice.subject).toBe('Your email address was changed');
    expect(notice.text).not.toContain(email);
  });

  it('ends the invitation that went to the old one; the next goes to the new', async () => {
    type Invited = User & { state: string; invitation: { status: string } | null };
    const { body: person } = await api.call<Invited>('POST', '/v1/users', { token: owner, body: newPerson() });
    const old = tokenIn(await mails.newest(person.email), 'invitation');
    const email = fresh();
    expect((await change(owner, email, `/v1/users/${person.id}/email-change`)).status).toBe(202);
    expect((await confirm(tokenIn(await mails.newest(email), 'email-change'))).status).toBe(204);
    const { body } = await api.call<Invited>('GET', `/v1/users/${person.id}`, { token: owner });
    expect([body.email, body.state, body.invitation]).toEqual([email, 'not_invited', null]);
    const accept = (token: string) =>
      api.call<Problem>('POST', '/v1/invitations/acceptances', { body: { token, password, transport: 'bearer' } });
    const refused = await accept(old);
    expect([refused.status, refused.body.code]).toEqual([404, 'link_invalid']);
    const invite = { token: owner, body: { filter: 'not_invited' } };
    expect((await api.call('POST', '/v1/users/invitations', invite)).status).toBeLessThan(300);
    expect((await accept(tokenIn(await mails.newest(email, 2), 'invitation'))).status).toBe(201);
  });

  it('keeps the newest of two in flight, and can be dropped', async () => {
    const person = await somebody();
    const [first, second] = [fresh(), fresh()];
    await change(person.token, first);
    const firstToken = tokenIn(await mails.newest(first), 'email-change');
    await change(person.token, second);
    const secondToken = tokenIn(await mails.newest(second), 'email-change');
    expect((await confirm(firstToken)).status).toBe(404);
    expect((await api.call('DELETE', '/v1/me/email-change', { token: person.token })).status).toBe(204);
    expect((await confirm(secondToken)).status).toBe(404);
    expect((await api.call('GET', '/v1/me/email-change', { token: person.token })).status).toBe(404);
  });

  it('refuses what is taken, by the request and meanwhile', async () => {
    const [one, two] = [await somebody(), await somebody()];
    const taken = await change(one.token, two.email);
    expect([taken.status, taken.body.code]).toEqual([409, 'email_taken']);
    const email = fresh();
    await change(one.token, email);
    await change(two.token, email, `/v1/users/${two.id}/email-change`);
    const both = await until('both mails', async () => {
      const found = await mails.to(email);
      return found.length === 2 && found;
    });
    const answers = await Promise.all(both.map((mail) => confirm(tokenIn(mail, 'email-change'))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204, 409]));
  });

  it('is asked for by managers, never of the owner, and by nobody with another kind of link', async () => {
    const person = await somebody();
    const administrator = await api.signIn(system.running.administrator.email, system.running.administrator.password);
    const email = fresh();
    expect((await change(administrator, email, `/v1/users/${person.id}/email-change`)).status).toBe(202);
    const { id: ownerId } = await me(owner);
    expect((await change(administrator, fresh(), `/v1/users/${ownerId}/email-change`)).status).toBe(403);
    const token = tokenIn(await mails.newest(email), 'email-change');
    const crossed = await api.call<Problem>('POST', '/v1/auto-bcc/confirmations', { body: { token } });
    expect([crossed.status, crossed.body.code]).toEqual([404, 'link_invalid']);
    expect((await confirm(token.slice(0, -1))).status).toBe(404);
    expect((await confirm(token)).status).toBe(204);
  });
});

describe('settings', () => {
  it('Auto Bcc asks each address once, and uses it when it agreed', async () => {
    const address = fresh();
    const put = (addresses: unknown) =>
      api.call<Bcc & Problem>('PUT', '/v1/users/me/auto-bcc', { token: user, body: { addresses } });
    expect((await put([address.toUpperCase()])).body.addresses).toEqual([{ address, confirmed: false }]);
    const token = tokenIn(await mails.newest(address), 'auto-bcc');
    await put([address]);
    const confirm = () => api.call('POST', '/v1/auto-bcc/confirmations', { body: { token } });
    expect([(await confirm()).status, (await confirm()).status]).toEqual([204, 404]);
    const read = await api.call<Bcc>('GET', '/v1/users/me/auto-bcc', { token: user });
    expect(read.body.addresses).toEqual([{ address, confirmed: true }]);
    expect(await mails.to(address)).toHaveLength(1);
    for (const bad of [[address, address], ['nobody'], Array.from({ length: 11 }, fresh)]) {
      const refused = await put(bad);
      expect([refused.status, refused.body.errors?.[0]?.path.split('.')[0]]).toEqual([422, 'addresses']);
    }
  });

  it('notifications begin with the defaults and are replaced', async () => {
    const path = '/v1/users/me/notifications';
    const before = (await api.call<Preferences>('GET', path, { token: user })).body;
    expect(before.preferences['mention.me']).toEqual({ email: true, browser: true, mobile: false });
    const all = { email: true, browser: true, mobile: true };
    const body = { preferences: { 'mention.me': all } };
    const { id } = await me(user);
    const put = await api.call<Preferences>('PUT', `/v1/users/${id}/notifications`, { token: owner, body });
    expect([put.status, put.body.preferences['mention.me']]).toEqual([200, all]);
    expect((await api.call<Preferences>('GET', path, { token: user })).body).toEqual(put.body);
    const foreign = { teams: { [randomUUID()]: {} } };
    expect((await api.call('PUT', path, { token: user, body: foreign })).status).toBe(422);
  });

  it('alternate addresses are a field of the profile', async () => {
    const patch = (alternateEmails: unknown) =>
      api.call<User & Problem>('PATCH', '/v1/me', { token: user, body: { alternateEmails } });
    expect((await patch(['Me@Home.example'])).body.alternateEmails).toEqual(['me@home.example']);
    const own = await patch([(await me(user)).email]);
    expect([own.status, own.body.errors?.[0]?.path]).toEqual([422, 'alternateEmails.0']);
    expect((await patch([])).status).toBe(200);
  });
});
