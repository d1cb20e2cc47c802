// Real: everything. What an open `GET /v1/events` is told, and whom it is told to.
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, until } from './support/api.js';
import { Mails } from './support/mails.js';
import { newcomer, type SignedIn } from './support/people.js';
import { seedSecondAccount } from './support/second-account.js';

interface Told {
  event: string;
  data: Record<string, unknown>;
}

/** An open stream, with what it was told so far. */
class Listener {
  readonly told: Told[] = [];
  private readonly abort = new AbortController();

  static async open(token: string): Promise<Listener> {
    const listener = new Listener();
    void listener.read(token).catch(() => {});
    await listener.hears('ready', {});
    return listener;
  }

  close(): void {
    this.abort.abort();
  }

  /** Within a second, as the product says. */
  async hears(event: string, data: Record<string, unknown>): Promise<void> {
    const matches = (told: Told): boolean =>
      told.event === event && Object.entries(data).every(([name, value]) => told.data[name] === value);
    await until(`${event} ${JSON.stringify(data)}`, async () => this.told.some(matches), 1_000);
  }

  heard(event: string, data: Record<string, unknown> = {}): Told[] {
    return this.told.filter(
      (told) => told.event === event && Object.entries(data).every(([name, value]) => told.data[name] === value),
    );
  }

  private async read(token: string): Promise<void> {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${system.running.baseUrl}/v1/events`, { headers, signal: this.abort.signal });
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event] = /^event: (.*)$/m.exec(block) ?? [];
        const [, data] = /^data: (.*)$/m.exec(block) ?? [];
        if (event !== undefined) this.told.push({ event, data: JSON.parse(data ?? '{}') as Told['data'] });
      }
    }
  }
}

let system: System;
let api: Api;
let owner: string;
let user: SignedIn;
let foreignOwner: string;
const open: Listener[] = [];

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-live', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  const mails = new Mails(system.running.mailUrl);
  const foreign = seedSecondAccount(system.running.databaseUrl, randomBytes(32).toString('base64'));
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  user = await newcomer({ api, mails, by: owner }, {});
  foreignOwner = await until('the other account', () =>
    api.signIn(foreign.owner.email, foreign.owner.password).catch(() => undefined),
  );
}, 120_000);

afterEach(() => open.splice(0).forEach((listener) => listener.close()));
afterAll(() => system?.stop());

async function listen(token: string): Promise<Listener> {
  const listener = await Listener.open(token);
  open.push(listener);
  return listener;
}

interface Place {
  id: string;
}

async function call<Body = Place>(method: string, path: string, body?: object): Promise<Body> {
  const answer = await api.call<Body>(method, path, { token: owner, ...(body === undefined ? {} : { body }) });
  expect(answer.status).toBeLessThan(300);
  return answer.body;
}

/** Whatever was on its way has arrived: another hint that comes after it has. */
async function settled(listener: Listener): Promise<void> {
  const before = listener.heard('user.changed', { userId: user.id }).length;
  await call('PATCH', `/v1/users/${user.id}`, { jobTitle: `Marker ${Math.random()}` });
  await until('the next hint', async () => listener.heard('user.changed', { userId: user.id }).length > before, 1_000);
}

describe('teams', () => {
  it('are told to everybody of the account when they come, change and go, and to nobody else', async () => {
    const [managing, working, elsewhere] = [await listen(owner), await listen(user.token), await listen(foreignOwner)];
    const { id: teamId } = await call('POST', '/v1/teams', { name: `Night ${Date.now()}` });
    for (const one of [managing, working]) await one.hears('team.changed', { teamId, version: 1 });
    await call('PATCH', `/v1/teams/${teamId}`, { name: `Day ${Date.now()}` });
    for (const one of [managing, working]) await one.hears('team.changed', { teamId, version: 2 });
    await call('PUT', `/v1/teams/${teamId}/members`, { userIds: [user.id] });
    for (const one of [managing, working]) await one.hears('team.changed', { teamId, version: 3 });
    await call('PUT', `/v1/users/${user.id}/teams`, { teamIds: [] });
    for (const one of [managing, working]) await one.hears('team.changed', { teamId, version: 4 });
    await call('DELETE', `/v1/teams/${teamId}`);
    for (const one of [managing, working]) await one.hears('team.changed', { teamId, version: 5 });
    await settled(managing);
    expect(elsewhere.heard('team.changed')).toEqual([]);
    expect(Object.keys(managing.heard('team.changed')[0]?.data ?? {}).sort()).toEqual(['teamId', 'version']);
  });
});

describe('mailboxes', () => {
  it('are told to those who hand them out, and to those who can use them', async () => {
    const [managing, working, elsewhere] = [await listen(owner), await listen(user.token), await listen(foreignOwner)];
    const name = `box${Date.now()}`;
    const { id: mailboxId } = await call('POST', '/v1/mailboxes', { name, email: `${name}@people.example` });
    await managing.hears('mailbox.changed', { mailboxId, version: 1 });
    await call('PATCH', `/v1/mailboxes/${mailboxId}`, { name: `${name} two` });
    await managing.hears('mailbox.changed', { mailboxId, version: 2 });
    await settled(working);
    expect(working.heard('mailbox.changed')).toEqual([]);

    await call('PUT', `/v1/users/${user.id}/mailboxes`, { mailboxIds: [mailboxId] });
    await call('PATCH', `/v1/mailboxes/${mailboxId}`, { name: `${name} three` });
    for (const one of [managing, working]) await one.hears('mailbox.changed', { mailboxId, version: 3 });
    await call('DELETE', `/v1/mailboxes/${mailboxId}`);
    for (const one of [managing, working]) await one.hears('mailbox.changed', { mailboxId, version: 4 });
    await settled(managing);
    expect(elsewhere.heard('mailbox.changed')).toEqual([]);
  });

  it('are not told any more to whom they were taken from', async () => {
    const name = `gone${Date.now()}`;
    const { id: mailboxId } = await call('POST', '/v1/mailboxes', { name, email: `${name}@people.example` });
    await call('PUT', `/v1/users/${user.id}/mailboxes`, { mailboxIds: [mailboxId] });
    const working = await listen(user.token);
    await call('PUT', `/v1/users/${user.id}/mailboxes`, { mailboxIds: [] });
    await working.hears('user.changed', { userId: user.id });
    await call('PATCH', `/v1/mailboxes/${mailboxId}`, { name: `${name} two` });
    await call('DELETE', `/v1/mailboxes/${mailboxId}`);
    await settled(working);
    expect(working.heard('mailbox.changed')).toEqual([]);
  });

  it('of a team are told to its members', async () => {
    const name = `team${Date.now()}`;
    const { id: mailboxId } = await call('POST', '/v1/mailboxes', { name, email: `${name}@people.example` });
    const { id: teamId } = await call('POST', '/v1/teams', { name, userIds: [user.id] });
    const working = await listen(user.token);
    await call('PUT', `/v1/teams/${teamId}/mailboxes`, { mailboxIds: [mailboxId] });
    await working.hears('team.changed', { teamId });
    await call('PATCH', `/v1/mailboxes/${mailboxId}`, { name: `${name} two` });
    await working.hears('mailbox.changed', { mailboxId, version: 2 });
  });
});
