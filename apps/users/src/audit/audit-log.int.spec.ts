// Real: PostgreSQL, the log's reader and writer, and the inbox. Nothing is fake.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { apiKeyEvents, credentialEvents, sessionEvents, type Caller, type CloudEvent } from '#contracts';
import { EventConsumers } from '#events';
import { runInContext } from '#observability';
import { testDatabase, type TestDatabase } from '#testing';
import type { UsersConfig } from '../config.js';
import { usersDatabase } from '../database/service-database.js';
import { Cursors } from '../lists/cursor.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { seed } from '../seed.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { ApiKeysAuditProjection } from './api-keys-audit.projection.js';
import { EventOrigins } from './event-origins.js';
import { AuditProjection } from './audit.projection.js';
import { AuditReading } from './audit-reading.service.js';
import { AuditTrail } from './audit-trail.js';

let test: TestDatabase;
let reading: AuditReading;
let trail: AuditTrail;
const consumers = new EventConsumers();
const [accountId, otherAccount] = [uuidv7(), uuidv7()];
const [owner, una, gone, foreign, team, sam] = Array.from({ length: 6 }, () => uuidv7()) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

const callerOf = (sub: string, acc = accountId): Caller => ({
  sub,
  acc,
  sid: uuidv7(),
  kind: 'session',
  scopes: null,
  auth_time: 0,
  amr: [],
  iat: 0,
  exp: 0,
});
const person = (id: string, firstName: string, role: string) => ({
  id,
  firstName,
  lastName: 'Test',
  email: `${id}@people.example`,
  role,
  state: 'active' as const,
  mailboxIds: [],
  teamIds: [],
});

async function write(
  actor: string,
  target: { kind: 'user' | 'team' | 'mailbox'; id: string },
  action: string,
  change = {},
) {
  const context = {
    requestId: 'req-1',
    caller: callerOf(actor),
    origin: { ip: '203.0.113.7', userAgent: '=cmd' },
  };
  await runInContext(context, () =>
    test.database.transaction({ accountId }, () => trail.record({ accountId, action, target, change })),
  );
}

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  const { database } = test;
  trail = new AuditTrail(database);
  const config = { CURSOR_SIGNING_KEY: randomBytes(32) } as UsersConfig;
  const repository = new AuditLogRepository(database);
  reading = new AuditReading(database, new ActorRepository(database), repository, new Cursors(config));
  const origins = new EventOrigins({
    call: async () => ({ origin: { ip: '192.0.2.9', userAgent: 'a phone' } }),
  } as never);
  void new AuditProjection(consumers, trail, origins);
  void new ApiKeysAuditProjection(consumers, trail, origins);
  const account = { name: 'Ours', plan: 'plus', timezone: 'Etc/UTC' };
  const people = [
    person(owner, 'Olga', 'owner'),
    person(una, 'Una', 'user'),
    person(sam, 'Sam', 'user'),
    person(gone, 'Gone', 'user'),
  ];
  const teams = [{ id: team, name: 'First line', mention: 'first', memberIds: [], mailboxIds: [] }];
  await seed({
    serviceUrl: test.serviceUrl,
    people: { account: { ...account, id: accountId }, mailboxes: [], teams, users: people },
  });
  const others = [person(foreign, 'Fay', 'owner')];
  const elsewhere = { account: { ...account, id: otherAccount }, mailboxes: [], teams: [], users: others };
  await seed({ serviceUrl: test.serviceUrl, people: elsewhere });
  await write(owner, { kind: 'user', id: una }, 'user.role_changed', {
    role: { before: 'user', after: 'administrator' },
  });
  await write(una, { kind: 'user', id: una }, 'user.updated', { firstName: { before: 'U', after: 'Una' } });
  await write(owner, { kind: 'team', id: team }, 'team.created');
  await write(gone, { kind: 'user', id: owner }, 'user.updated', { jobTitle: { after: '=1+1' } });
  await database.transaction({ accountId }, () =>
    database.query('UPDATE users SET deleted_at = now() WHERE id = $1', [gone]),
  );
});

afterAll(async () => {
  await test?.close();
});

const list = (filters: object = {}, caller = callerOf(owner)) =>
  reading.list(caller, { limit: 50, total: false, ...filters });
const actions = async (filters: object = {}) => (await list(filters)).items.map((entry) => entry.action);

describe('the audit log', () => {
  it('shows the newest first, with names of now, origin and both sides of the change', async () => {
    const { items } = await list();
    expect(items.map((entry) => entry.action)).toEqual([
      'user.updated',
      'team.created',
      'user.updated',
      'user.role_changed',
    ]);
    expect(items[3]).toMatchObject({
      actor: { kind: 'user', id: owner, name: 'Olga Test' },
      target: { kind: 'user', id: una, name: 'Una Test' },
      origin: { ip: '203.0.113.7', userAgent: '=cmd' },
      change: { role: { before: 'user', after: 'administrator' } },
      requestId: 'req-1',
    });
    expect(items[2]?.change).toEqual({ firstName: { before: 'U', after: 'Una' } });
    expect(items[1]?.target).toEqual({ kind: 'team', id: team, name: 'First line' });
    expect(items[0]?.actor).toMatchObject({ id: gone, name: 'Gone Test' });
  });

  it('is filtered by actor, target, action and time', async () => {
    expect(await actions({ actorId: owner })).toEqual(['team.created', 'user.role_changed']);
    expect(await actions({ targetId: una })).toEqual(['user.updated', 'user.role_changed']);
    expect(await actions({ action: 'team.created' })).toEqual(['team.created']);
    const middle = (await list()).items[1]!.at;
    expect(await actions({ to: middle })).not.toContain('team.created');
    expect(await actions({ from: new Date(Date.now() + 1_000).toISOString() })).toEqual([]);
  });

  it('comes in pages that lose and repeat nothing, counted on request', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map((entry) => entry.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual((await list()).items.map((entry) => entry.id));
    expect(await list({ total: true })).toMatchObject({ total: 4 });
    const { nextCursor } = await list({ limit: 1 });
    await expect(list({ cursor: nextCursor, actorId: owner })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  it('is for who may change the settings, and of one account', async () => {
    await expect(list({}, callerOf(una))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(reading.export(callerOf(una), {})).rejects.toMatchObject({ code: 'forbidden' });
    expect((await list({}, callerOf(foreign, otherAccount))).items).toEqual([]);
  });

  it('keeps who was erased as a placeholder', async () => {
    await test.database.transaction({ accountId }, () =>
      test.database.query("UPDATE users SET first_name = '', last_name = '' WHERE id = $1", [gone]),
    );
    expect((await list({ actorId: gone })).items[0]?.actor).toEqual({ kind: 'user', id: gone, name: 'Deleted user' });
  });

  it('is exported without formulas', async () => {
    const { text, nextCursor } = await reading.export(callerOf(owner), {});
    expect(nextCursor).toBeNull();
    expect(text.startsWith('\ufeffat,action,actor,')).toBe(true);
    expect(text).toContain(",'=cmd,");
    expect(text.trimEnd().split('\r\n')).toHaveLength(5);
  });
});

describe('activity', () => {
  it('is what is about somebody and by them', async () => {
    const page = await reading.activity(callerOf(una), { userId: una, limit: 50 });
    expect(page.items.map((entry) => entry.action)).toEqual(['user.updated', 'user.role_changed']);
    const own = await reading.activity(callerOf(owner), { userId: owner, limit: 2 });
    expect(own.items.map((entry) => entry.action)).toEqual(['user.updated', 'team.created']);
    const rest = await reading.activity(callerOf(owner), { userId: owner, limit: 2, cursor: own.nextCursor! });
    expect(rest).toMatchObject({ items: [{ action: 'user.role_changed' }], nextCursor: null });
  });

  it('is nobody else’s but a manager’s', async () => {
    const asked = reading.activity(callerOf(una), { userId: owner, limit: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
    const missing = expect.objectContaining({ code: 'not_found' });
    await expect(reading.activity(callerOf(owner), { userId: foreign, limit: 1 })).rejects.toEqual(missing);
    await expect(reading.activity(callerOf(owner), { userId: uuidv7(), limit: 1 })).rejects.toEqual(missing);
    await expect(reading.activity(callerOf(owner), { userId: gone, limit: 1 })).resolves.toBeDefined();
  });
});

describe('activity about oneself', () => {
  const activity = async (viewer: string, userId: string) =>
    (await reading.activity(callerOf(viewer), { userId, limit: 50 })).items;
  const setRole = (role: string) =>
    test.database.transaction({ accountId }, () =>
      test.database.query('UPDATE users SET role = $2 WHERE id = $1', [sam, role]),
    );

  beforeAll(async () => {
    const target = { kind: 'user' as const, id: sam };
    await write(owner, target, 'user.suspended', { state: { after: 'suspended' }, reason: { after: 'Fraud' } });
    await write(owner, target, 'user.suspension_changed', { reason: { before: 'Fraud', after: 'Theft' } });
    await write(owner, target, 'user.updated', { phone: { after: '+49 30 9999' } });
    await write(sam, target, 'user.updated', { jobTitle: { after: 'Agent' } });
    await write(sam, { kind: 'user', id: una }, 'user.suspended', { until: { after: 'x' }, reason: { after: 'Ill' } });
  });

  it('shows neither what is for managers alone nor where they did it from', async () => {
    const own = await activity(sam, sam);
    expect(own.map(({ action, change, origin }) => [action, change, origin?.ip])).toEqual([
      ['user.suspended', { until: { after: 'x' } }, '203.0.113.7'],
      ['user.updated', { jobTitle: { after: 'Agent' } }, '203.0.113.7'],
      ['user.updated', { phone: { after: '+49 30 9999' } }, undefined],
      ['user.suspension_changed', {}, undefined],
      ['user.suspended', { state: { after: 'suspended' } }, undefined],
    ]);
    expect(own[2]?.actor).toMatchObject({ id: owner, name: 'Olga Test' });
  });

  it('shows managers all of others, and of themselves no more than others see of themselves', async () => {
    expect(JSON.stringify(await activity(owner, sam))).toContain('Theft');
    await setRole('administrator');
    const [own, ownersActivity] = [await activity(sam, sam), await activity(sam, owner)];
    expect(JSON.stringify(own)).toContain('Ill');
    for (const seen of [own, ownersActivity]) expect(JSON.stringify(seen)).not.toMatch(/Fraud|Theft/);
    const aboutSam = ownersActivity.filter(({ target }) => target.id === sam);
    expect(aboutSam.map(({ origin }) => origin)).toEqual([null, null, null]);
    await setRole('user');
  });

  it('says from where it was tried when nobody was signed in', async () => {
    const [id, time] = [uuidv7(), new Date().toISOString()];
    await test.database.transaction({ accountId }, () =>
      trail.recordFact({
        event: { id, time, accountid: accountId, actorid: null },
        action: 'user.sign_in_locked',
        target: { kind: 'user', id: sam },
        origin: { ip: '192.0.2.9', userAgent: 'a phone' },
      }),
    );
    expect((await activity(sam, sam)).find((entry) => entry.id === id)?.origin?.ip).toBe('192.0.2.9');
  });
});

describe('what auth tells', () => {
  const event = (type: string, data: object): CloudEvent => ({
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/auth',
    type,
    subject: una,
    time: '2026-11-24T08:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: 'x',
    accountid: accountId,
    sequence: 1,
    actorid: null,
    data,
  });

  async function tell(told: CloudEvent): Promise<void> {
    for (const { handlers } of consumers.all()) {
      const effect = await handlers.get(told.type)?.begin(told);
      if (effect !== undefined) await test.database.transaction({ accountId }, effect);
    }
  }

  it('becomes an entry, once, with the time it happened', async () => {
    const set = event(credentialEvents.passwordSet.type, { userId: una, via: 'reset' });
    for (const told of [set, set, set]) await tell(told);
    await tell(event(credentialEvents.locked.type, { userId: una, failures: 10 }));
    const ended = { userId: una, sessionId: uuidv7() };
    await tell(event(sessionEvents.ended.type, { ...ended, reason: 'revoked' }));
    await tell(event(sessionEvents.ended.type, { ...ended, reason: 'signed_out' }));
    const { items } = await list({ targetId: una, to: '2026-11-24T08:00:00.001Z' });
    expect(items.map((entry) => entry.action).sort((a, b) => a.localeCompare(b))).toEqual([
      'user.password_set',
      'user.session_ended',
      'user.sign_in_locked',
    ]);
    expect(items.find((entry) => entry.action === 'user.password_set')).toMatchObject({
      id: set.id,
      actor: { kind: 'user', id: una },
      change: { via: { after: 'reset' } },
    });
    expect(items.find((entry) => entry.action === 'user.sign_in_locked')?.actor).toMatchObject({ name: 'Muster' });
    // Nobody's request: a consumer did it.
    expect(items.every(({ origin, requestId }) => origin === null && requestId === null)).toBe(true);
  });

  it('is found by who did it, with the request and where it came from', async () => {
    const told = (type: string, data: object) => tell({ ...event(type, data), actorid: gone, requestid: 'request-7' });
    await told(sessionEvents.ended.type, { userId: una, sessionId: uuidv7(), reason: 'revoked' });
    const key = { keyId: uuidv7(), userId: una, kind: 'api', ownedBy: 'user', because: 'revoked' };
    await told(apiKeyEvents.revoked.type, key);
    const { items } = await list({ actorId: gone, to: '2026-11-24T08:00:00.001Z' });
    expect(items.map(({ action }) => action).sort((a, b) => a.localeCompare(b))).toEqual([
      'user.api_key_revoked',
      'user.session_ended',
    ]);
    for (const entry of items) {
      expect(entry).toMatchObject({
        actor: { kind: 'user', id: gone },
        origin: { ip: '192.0.2.9', userAgent: 'a phone' },
        requestId: 'request-7',
      });
    }
  });
});

describe('what was deleted', () => {
  it('keeps its last name, in the list and in the export', async () => {
    const [goneTeam, goneMailbox, unknown] = [uuidv7(), uuidv7(), uuidv7()];
    await write(owner, { kind: 'team', id: goneTeam }, 'team.created', { name: { after: 'Night watch' } });
    await write(owner, { kind: 'team', id: goneTeam }, 'team.updated', {
      name: { before: 'Night watch', after: 'Night shift' },
    });
    await write(owner, { kind: 'team', id: goneTeam }, 'team.deleted', { name: { before: 'Night shift' } });
    await write(owner, { kind: 'mailbox', id: goneMailbox }, 'mailbox.deleted', { name: { before: 'Returns' } });
    await write(owner, { kind: 'mailbox', id: unknown }, 'mailbox.updated', {});
    const names = async (targetId: string) => (await list({ targetId })).items.map(({ target }) => target.name);
    expect(await names(goneTeam)).toEqual(['Night shift', 'Night shift', 'Night shift']);
    expect(await names(goneMailbox)).toEqual(['Returns']);
    expect(await names(unknown)).toEqual([null]);
    const { text } = await reading.export(callerOf(owner), { targetId: goneTeam });
    expect(text.match(/,team,Night shift,/g)).toHaveLength(3);
  });
});
