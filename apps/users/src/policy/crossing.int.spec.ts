// Real: PostgreSQL, the services and their repositories. Fake: the hints that nobody hears.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { CreateUserBody, type Caller } from '#contracts';
import { Outbox } from '#events';
import type { Pushes } from '#rpc';
import { AccessRepository } from '../access/access.repository.js';
import { AccountAnnouncements } from '../accounts/account-announcements.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { BulkRepository } from '../bulk/bulk.repository.js';
import { BulkService } from '../bulk/bulk.service.js';
import type { UsersConfig } from '../config.js';
import { EndingTargets } from '../lifecycle/ending-targets.js';
import { SuspensionsRepository } from '../lifecycle/suspensions.repository.js';
import { SuspensionsService } from '../lifecycle/suspensions.service.js';
import { Cursors } from '../lists/cursor.js';
import { OwnershipRepository } from '../ownership/ownership.repository.js';
import { OwnershipService } from '../ownership/ownership.service.js';
import { PermissionsRepository } from '../permissions/permissions.repository.js';
import { UserPermissionsService } from '../permissions/user-permissions.service.js';
import { PhotosRepository } from '../photos/photos.repository.js';
import { PhotosService } from '../photos/photos.service.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { offerEndings } from '../testing/offer-parts.js';
import { outcomes, PlacesWorld, type Account } from '../testing/places-world.js';
import { AccessShifts } from '../users/access-shifts.js';
import { InvitationsService } from '../users/invitations.service.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { ActorRepository } from './actor.repository.js';

type Who = keyof Account['ids'];

const rounds = 12;
/** Connections of the service in this world. */
const connections = 12;

let world: PlacesWorld;
let more: ReturnType<typeof furtherServices>;
let account: Account;

function furtherServices({ test: { database } }: PlacesWorld) {
  const pushes = { send() {} } as object as Pushes;
  const config = { CURSOR_SIGNING_KEY: Buffer.alloc(32, 7), INVITATION_DAYS: 7 } as UsersConfig;
  const [actors, users, audit] = [
    new ActorRepository(database),
    new UsersRepository(database),
    new AuditTrail(database),
  ];
  const outbox = new Outbox(database);
  const people = new UserAnnouncements(database, outbox, pushes);
  const facts = new UserFacts(users, people);
  const offers = offerEndings(database);
  const access = new ProfileAccess(actors, users, new AccessRepository(database));
  const targets = new EndingTargets(actors, users);
  const invitations = new InvitationsService(database, actors, users, people, audit, config);
  return {
    actors,
    invitations,
    bulk: new BulkService(database, actors, invitations, new BulkRepository(database), new Cursors(config)),
    suspensions: new SuspensionsService(
      database,
      targets,
      users,
      new SuspensionsRepository(database),
      people,
      audit,
      offers,
    ),
    permissions: new UserPermissionsService(database, actors, new PermissionsRepository(database), people, audit),
    photos: new PhotosService(database, actors, access, new PhotosRepository(database), facts, outbox, audit),
    ownership: new OwnershipService(
      database,
      actors,
      new OwnershipRepository(database),
      new AccountsRepository(database),
      users,
      new AccountAnnouncements(database, outbox, pushes),
      people,
      new AccessShifts(users, people),
      audit,
      offers,
      { last: async () => null },
    ),
  };
}

beforeAll(async () => {
  world = await PlacesWorld.open();
  more = furtherServices(world);
});

beforeEach(async () => {
  account = await world.account();
});

afterAll(async () => {
  await world?.close();
});

/** As PostgreSQL counts them; every connection hands in first what it has counted. */
async function deadlocks(): Promise<number> {
  const { database } = world.test;
  const reserved = await Promise.all(Array.from({ length: connections }, () => database.reserve()));
  try {
    await Promise.all(reserved.map((connection) => connection.query('SELECT pg_stat_force_next_flush()')));
    await Promise.all(reserved.map((connection) => connection.query('SELECT 1')));
  } finally {
    await Promise.all(reserved.map((connection) => connection.release()));
  }
  const sql = 'SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()';
  return (await database.queryOutside<{ n: number }>(sql))[0]?.n ?? 0;
}

type Work = (caller: Caller, target: string) => Promise<unknown>;

const idOf = (who: Who) => account.ids[who];
const act = (by: Who, of: Who, work: Work) => world.as(account, by, (caller) => work(caller, idOf(of)));
const bytes = (text: string) => Buffer.from(`RIFF....WEBP${text}`).toString('base64');
const squares = () => ({ small: bytes(uuidv7()), large: bytes(uuidv7()) });

const edit: Work = (caller, userId) =>
  world.updates.update(caller, { userId, changes: { jobTitle: `Agent ${uuidv7()}` } });
const promote: Work = (caller, userId) =>
  world.updates.update(caller, { userId, changes: { role: Math.random() < 0.5 ? 'administrator' : 'user' } });
const suspend: Work = (caller, userId) => more.suspensions.suspend(caller, { userId });
const remove: Work = (caller, userId) => world.deletion.delete(caller, { userId, confirm: 'DELETE' });
const permit: Work = (caller, userId) =>
  more.permissions.set(caller, userId, { mode: 'custom', granted: Math.random() < 0.5 ? ['users.manage'] : [] });
const mailboxes: Work = (caller, userId) =>
  world.userAccess.setMailboxes(caller, {
    userId,
    expectedVersion: undefined,
    mailboxIds: Math.random() < 0.5 ? [account.help] : [],
  });
const teams: Work = (caller, userId) =>
  world.userAccess.setTeams(caller, {
    userId,
    expectedVersion: undefined,
    teamIds: Math.random() < 0.5 ? [account.desk] : [],
  });
const invite: Work = (caller, userId) => world.inTransaction(account, () => more.invitations.send(caller, userId));
const revoke: Work = (caller, userId) => more.invitations.revoke(caller, userId);
const inviteAll: Work = (caller) =>
  world.inTransaction(account, () => more.bulk.invite(caller, { userIds: Object.values(account.ids) }));
const picture: Work = (caller, userId) => more.photos.setOfUser(caller, { userId, squares: squares() });
const teamPicture: Work = (caller) => more.photos.setOfTeam(caller, { teamId: account.desk, squares: squares() });
const members: Work = (caller) =>
  world.teams.setMembers(caller, {
    teamId: account.desk,
    expectedVersion: undefined,
    userIds: Object.values(account.ids).filter((id) => id !== account.ids.lily && Math.random() < 0.5),
  });
const teamMailboxes: Work = (caller) =>
  world.teams.setMailboxes(caller, {
    teamId: account.desk,
    expectedVersion: undefined,
    mailboxIds: Math.random() < 0.5 ? [account.help] : [],
  });
const briefMailbox: Work = async (caller) => {
  const fields = { name: 'New', email: `${uuidv7()}@new.example` };
  const { mailbox } = await world.inTransaction(account, () => world.mailboxes.create(caller, fields));
  await world.mailboxes.delete(caller, mailbox.id);
};
const create: Work = (caller) => {
  const id = uuidv7();
  const places = { mailboxIds: [account.help], ...(Math.random() < 0.5 ? { teamIds: [account.desk] } : {}) };
  const fields = { firstName: 'New', lastName: id, email: `${id}@people.example`, role: 'user', ...places };
  return world.inTransaction(account, () => world.creation.create(caller, CreateUserBody.parse(fields)));
};
const handOver: Work = (caller, userId) =>
  world
    .inTransaction(account, () => more.ownership.request(caller, userId))
    .then(() => more.ownership.withdraw(caller));
const takeOver: Work = (caller) => more.ownership.accept(caller);

/** Both of each pair do it to the other; whoever is suspended or deleted first is refused. */
async function cross(
  works: readonly Work[],
  pairs: readonly (readonly [Who, Who])[],
  times = rounds,
): Promise<string[]> {
  const before = await deadlocks();
  const tries = Array.from({ length: times }, () =>
    works.flatMap((work) => pairs.flatMap(([one, other]) => [act(one, other, work), act(other, one, work)])),
  ).flat();
  const codes = Object.keys(await outcomes(tries)).sort();
  expect((await deadlocks()) - before).toBe(0);
  return codes;
}

const administrators = [['adam', 'ana']] as const;
const owners = [['olga', 'adam'], ...administrators] as const;

describe('people who do the same to each other at once', () => {
  it.each([
    { what: 'edit', works: [edit], codes: ['done'] },
    { what: 'edit themselves too', works: [edit, ((caller) => edit(caller, caller.sub)) as Work], codes: ['done'] },
    { what: 'change roles', works: [promote, edit], codes: ['done', 'forbidden'] },
    { what: 'give photos', works: [picture], codes: ['done'] },
    { what: 'set mailboxes', works: [mailboxes], codes: ['done'] },
    { what: 'set teams', works: [teams], codes: ['done'] },
    { what: 'edit and set teams', works: [teams, edit], codes: ['done'] },
    { what: 'invite', works: [invite, edit], codes: ['already_active', 'done'] },
    { what: 'revoke', works: [revoke, edit], codes: ['already_active', 'done'] },
  ])('$what, and none waits for ever', async ({ works, codes }) => {
    const seen = await cross(works, administrators);
    expect(codes).toEqual(expect.arrayContaining(seen));
  });

  it('choose permissions', async () => {
    expect(await cross([permit, edit], owners)).toEqual(['done', 'forbidden']);
  });

  it.each([
    { what: 'suspend', work: suspend },
    { what: 'delete', work: remove },
  ])('$what: one of them is left', async ({ work }) => {
    const codes = await cross([work, edit], administrators);
    expect(['done', 'forbidden', 'not_found', 'unauthenticated']).toEqual(expect.arrayContaining(codes));
    const [left] = await world.query<{ n: number }>(
      account,
      `SELECT count(*)::int AS n FROM users
       WHERE role = 'administrator' AND suspended_at IS NULL AND deleted_at IS NULL`,
    );
    expect(left?.n).toBe(1);
  });
});

describe('people who do several things at once', () => {
  it('change teams and mailboxes that they are in while they edit each other', async () => {
    const works = [members, teamMailboxes, briefMailbox, edit, teamPicture, create, mailboxes];
    // Not more than may wait for a connection.
    const codes = await cross(works, [...administrators, ['ana', 'olga']], 6);
    // An administrator does not edit the owner, nor let themselves into a mailbox.
    expect(['done', 'forbidden']).toEqual(expect.arrayContaining(codes));
  });

  it('invite many while they edit each other', async () => {
    expect(await cross([inviteAll, edit], owners)).toEqual(['done', 'forbidden']);
  });

  it('hand the work of those who go to each other', async () => {
    const before = await deadlocks();
    const goes = (by: Who, userId: Who, to: Who) =>
      act(by, userId, (caller, id) =>
        world.deletion.delete(caller, { userId: id, confirm: 'DELETE', reassignTo: idOf(to) }),
      );
    const tries = [goes('adam', 'uwe', 'ute'), goes('ana', 'ute', 'uwe'), goes('adam', 'ana', 'ute')];
    const codes = await outcomes([...tries, ...Array.from({ length: rounds }, () => act('ana', 'adam', edit))]);
    expect(['done', 'not_found', 'invalid_request', 'unauthenticated']).toEqual(
      expect.arrayContaining(Object.keys(codes)),
    );
    expect((await deadlocks()) - before).toBe(0);
  });

  it('offer and take the ownership while they edit each other', async () => {
    const before = await deadlocks();
    const tries = Array.from({ length: rounds }, () => [
      act('olga', 'adam', handOver),
      act('adam', 'olga', takeOver),
      act('olga', 'adam', edit),
      act('adam', 'olga', edit),
    ]).flat();
    const codes = Object.keys(await outcomes(tries));
    const sane = ['done', 'forbidden', 'no_transfer_pending', 'not_found', 'owner_required', 'conflict'];
    expect([...sane, 'transfer_pending']).toEqual(expect.arrayContaining(codes));
    expect((await deadlocks()) - before).toBe(0);
    const [owner] = await world.query<{ n: number }>(
      account,
      `SELECT count(*)::int AS n FROM users WHERE role = 'owner'`,
    );
    expect(owner?.n).toBe(1);
  });
});

describe('a decision', () => {
  /** A transaction that goes on until it is told to end. */
  function holding(work: () => Promise<unknown>) {
    let end = () => {};
    let started = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const begun = new Promise<void>((resolve) => (started = resolve));
    const over = world.inTransaction(account, async () => {
      await work();
      started();
      await ended;
    });
    return { begun, end: () => (end(), over) };
  }

  it.each([
    ['adam', 'ute'],
    ['ute', 'adam'],
  ] as const)('of %s about %s waits for a demotion under way', async (by, of) => {
    const { database } = world.test;
    await world.query(account, `UPDATE users SET role = 'administrator' WHERE id = $1`, [idOf(by)]);
    const demotion = holding(() => database.query(`UPDATE users SET role = 'user' WHERE id = $1`, [idOf(by)]));
    await demotion.begun;
    const edited = outcomes([act(by, of, edit)]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await demotion.end();
    expect(await edited).toEqual({ forbidden: 1 });
  });

  it('about one person does not wait for one of the same actor about another', async () => {
    const first = holding(() => act('adam', 'uwe', edit));
    await first.begun;
    expect(await outcomes([act('adam', 'ute', edit), act('ana', 'ute', edit)])).toEqual({ done: 2 });
    await first.end();
  });
});
