// Real: PostgreSQL, the services and their repositories. Fake: the hints on NATS.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '#contracts';
import { Outbox } from '#events';
import { testDatabase, type TestDatabase } from '#testing';
import { AuditTrail } from '../audit/audit-trail.js';
import type { UsersConfig } from '../config.js';
import { usersDatabase } from '../database/service-database.js';
import { readImportFile } from '../imports/import-file.js';
import { Cursors } from '../lists/cursor.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { seed, type SeedDocument } from '../seed.js';
import { InvitationsService } from '../users/invitations.service.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { BulkRepository } from './bulk.repository.js';
import { BulkService } from './bulk.service.js';

let test: TestDatabase;
let bulk: BulkService;
let invitations: InvitationsService;
const ids = Array.from({ length: 130 }, () => uuidv7());
const [owner, active, suspended] = ids as [string, string, string];
const [mailbox, team] = [uuidv7(), uuidv7()];
const states = { [owner]: 'active', [active]: 'active', [suspended]: 'suspended' } as const;
const people: SeedDocument = {
  account: { id: uuidv7(), name: 'Ours', plan: 'plus', timezone: 'Etc/UTC' },
  mailboxes: [{ id: mailbox, name: 'Help', email: 'help@ours.example' }],
  teams: [{ id: team, name: 'First, line', mention: 'first', memberIds: [active], mailboxIds: [] }],
  users: ids.map((id, index) => ({
    id,
    firstName: index === 5 ? '=1+1' : `Person${String(index).padStart(3, '0')}`,
    lastName: 'Test',
    email: `person${index}@ours.example`,
    role: id === owner ? 'owner' : 'user',
    state: states[id] ?? 'not_invited',
    mailboxIds: id === active ? [mailbox] : [],
    teamIds: id === active ? [team] : [],
  })),
};
const caller = (sub: string): Caller => ({
  sub,
  acc: people.account.id,
  sid: uuidv7(),
  kind: 'session',
  scopes: null,
  auth_time: 0,
  amr: [],
  iat: 0,
  exp: 0,
});

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  await seed({ serviceUrl: test.serviceUrl, people });
  const { database } = test;
  const config = { CURSOR_SIGNING_KEY: randomBytes(32), INVITATION_DAYS: 7 } as UsersConfig;
  const pushes = { send: () => {} };
  const announcements = new UserAnnouncements(database, new Outbox(database), pushes as never);
  const actors = new ActorRepository(database);
  const users = new UsersRepository(database);
  invitations = new InvitationsService(database, actors, users, announcements, new AuditTrail(database), config);
  bulk = new BulkService(database, actors, invitations, new BulkRepository(database), new Cursors(config));
});

afterAll(async () => {
  await test?.close();
});

const invite = (wanted: Parameters<BulkService['invite']>[1], by = owner) =>
  test.database.transaction({ accountId: people.account.id }, () => bulk.invite(caller(by), wanted));

describe('inviting many', () => {
  it('says of everybody what became of them', async () => {
    const stranger = uuidv7();
    const named = [active, suspended, ids[3]!, stranger, owner];
    const { results, more } = await invite({ userIds: named });
    const byId = Object.fromEntries(results.map(({ userId, result }) => [userId, result]));
    expect(byId).toEqual({
      [active]: 'already_active',
      [suspended]: 'suspended',
      [ids[3]!]: 'invited',
      [stranger]: 'not_found',
      [owner]: 'already_active',
    });
    expect(more).toBe(false);
  });

  it('goes through those who never were, a hundred at a time', async () => {
    const first = await invite({ filter: 'not_invited' });
    expect([first.results.length, first.more]).toEqual([100, true]);
    expect(new Set(first.results.map(({ result }) => result))).toEqual(new Set(['invited']));
    const second = await invite({ filter: 'not_invited' });
    expect([second.results.length, second.more]).toEqual([26, false]);
    expect(await invite({ filter: 'not_invited' })).toEqual({ results: [], more: false });
  });

  it('leaves out whose invitation was revoked, unless they are named', async () => {
    const revoked = ids[3]!;
    await invitations.revoke(caller(owner), revoked);
    expect(await invite({ filter: 'not_invited' })).toEqual({ results: [], more: false });
    expect((await invite({ userIds: [revoked] })).results).toEqual([{ userId: revoked, result: 'invited' }]);
  });

  it('is for managers', async () => {
    await expect(invite({ filter: 'not_invited' }, active)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the export', () => {
  const piece = (filters: object = {}, by = owner) => bulk.exportUsers(caller(by), { sort: 'name', ...filters });

  it('has everybody, harmless to spreadsheets, and is understood by an import', async () => {
    const { text, nextCursor } = await piece();
    expect(nextCursor).toBeNull();
    expect(text).toContain("\r\n'=1+1,Test,");
    const file = await readImportFile('csv', [Buffer.from(text)]);
    expect(file.rows).toHaveLength(130);
    expect(file.rows.find((row) => row.email === 'person1@ours.example')).toMatchObject({
      firstName: 'Person001',
      teams: ['First, line'],
      mailboxes: ['help@ours.example'],
    });
  });

  it('follows the filters of the list', async () => {
    expect((await piece({ state: 'suspended' })).text.trimEnd().split('\r\n')).toHaveLength(2);
    expect((await piece({ q: 'person1@', teamId: team })).text).toContain('person1@ours.example');
  });

  it('is for managers, and continues only what it began', async () => {
    await expect(piece({}, active)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(piece({ cursor: 'forged' })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});
