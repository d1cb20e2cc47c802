import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '#contracts';
import { Outbox } from '#events';
import { runInContext } from '#observability';
import { IdempotentCommands, type Database } from '#postgres';
import type { Pushes } from '#rpc';
import { testDatabase } from '#testing';
import { AuditTrail } from '../audit/audit-trail.js';
import type { UsersConfig } from '../config.js';
import { usersDatabase } from '../database/service-database.js';
import { DirectoryRepository } from '../directory/directory.repository.js';
import { DirectoryService } from '../directory/directory.service.js';
import { Cursors } from '../lists/cursor.js';
import { PeopleRepository } from '../people/people.repository.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { seed, type SeedDocument } from '../seed.js';
import { AccessShifts } from '../users/access-shifts.js';
import { InvitationsService } from '../users/invitations.service.js';
import { SeatsRepository } from '../users/seats.repository.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UserCreation } from '../users/user-creation.service.js';
import { UserReading } from '../users/user-reading.service.js';
import { UserUpdates } from '../users/user-updates.service.js';
import { UsersRepository, type NewUser } from '../users/users.repository.js';
import { DeletedUsersService } from '../lifecycle/deleted-users.service.js';
import { DeletionService } from '../lifecycle/deletion.service.js';
import { EndingTargets } from '../lifecycle/ending-targets.js';
import { ErasureService } from '../lifecycle/erasure.service.js';
import { HoldingsRepository } from '../lifecycle/holdings.repository.js';
import { LifecycleController } from '../lifecycle/lifecycle.controller.js';
import { RestorationService } from '../lifecycle/restoration.service.js';
import { SuspensionsRepository } from '../lifecycle/suspensions.repository.js';
import { SuspensionsService } from '../lifecycle/suspensions.service.js';
import { TombstonesRepository } from '../lifecycle/tombstones.repository.js';
import { offerEndings } from './offer-parts.js';

export type World = Awaited<ReturnType<typeof openWorld>>;

/** An event in the outbox. */
export interface Published {
  type: string;
  version: number;
  data: Record<string, unknown>;
}

function accountOf(name: string): SeedDocument {
  const [owner, mailbox, team] = [uuidv7(), uuidv7(), uuidv7()];
  const person = { id: owner, firstName: 'Olga', lastName: name, email: `olga@${name}.example` };
  return {
    account: { id: uuidv7(), name, plan: 'plus', timezone: 'Etc/UTC' },
    mailboxes: [{ id: mailbox, name: 'Help', email: `help@${name}.example` }],
    teams: [{ id: team, name: 'First line', mention: 'first-line', memberIds: [], mailboxIds: [] }],
    users: [{ ...person, role: 'owner', state: 'active', mailboxIds: [], teamIds: [] }],
  };
}

/** Real: everything of the service but hints to the gateway, which nobody hears. */
function servicesOf(database: Database) {
  const config = { CURSOR_SIGNING_KEY: Buffer.alloc(32, 1), INVITATION_DAYS: 7 } as UsersConfig;
  const pushes: Pick<Pushes, 'send'> = { send() {} };
  const actors = new ActorRepository(database);
  const users = new UsersRepository(database);
  const audit = new AuditTrail(database);
  const holdings = new HoldingsRepository(database);
  const tombstones = new TombstonesRepository(database);
  const due = new SuspensionsRepository(database);
  const announcements = new UserAnnouncements(database, new Outbox(database), pushes as Pushes);
  const cursors = new Cursors(config);
  const offers = offerEndings(database);
  const targets = new EndingTargets(actors, users);
  const suspensions = new SuspensionsService(database, targets, users, due, announcements, audit, offers);
  const deletion = new DeletionService(database, actors, targets, users, holdings, announcements, audit, offers);
  const restoration = new RestorationService(database, actors, users, tombstones, holdings, announcements, audit);
  const erasure = new ErasureService(database, actors, users, tombstones, holdings, announcements, audit);
  const deletedUsers = new DeletedUsersService(database, actors, tombstones, cursors);
  const commands = new IdempotentCommands(database);
  return {
    users,
    offers,
    suspensions,
    deletion,
    erasure,
    deletedUsers,
    announcements,
    controller: new LifecycleController(suspensions, deletion, restoration, erasure, deletedUsers, commands),
    creation: new UserCreation(actors, users, announcements, audit, config),
    updates: new UserUpdates(
      database,
      actors,
      users,
      announcements,
      new AccessShifts(users, announcements),
      audit,
      offers,
    ),
    reading: new UserReading(database, actors, users, new SeatsRepository(database), cursors),
    invitations: new InvitationsService(database, actors, users, announcements, audit, config),
    directory: new DirectoryService(database, actors, new DirectoryRepository(database)),
    people: new PeopleRepository(database),
  };
}

interface Place {
  accountId: string;
  ownerId: string;
  teamId: string;
  mailboxId: string;
}

interface PersonFields {
  role?: string;
  state?: 'active' | 'invited';
  email?: string;
  firstName?: string;
}

/** Somebody invited, on the team and the mailbox. */
function newUserOf({ accountId, ownerId, teamId, mailboxId }: Place, fields: PersonFields): NewUser {
  const { role = 'user', email = `${uuidv7()}@people.example`, firstName = 'Nadia' } = fields;
  const id = uuidv7();
  return {
    id,
    accountId,
    firstName,
    lastName: 'Okafor',
    email,
    role,
    jobTitle: 'Agent',
    phone: '+49 30 1234',
    timezone: 'Europe/Berlin',
    timeFormat: '12h',
    locale: 'de',
    sortName: `${firstName} okafor`.toLowerCase(),
    searchText: `${firstName.toLowerCase()} okafor ${email}`,
    mentions: [`h${id.slice(-12)}`],
    invitation: { expiresAt: new Date(Date.now() + 86_400_000), invitedBy: ownerId },
    teamIds: role === 'light_user' ? [] : [teamId],
    mailboxIds: [mailboxId],
  };
}

/** A database of its own with an account: an owner, a team, a mailbox, and whoever a test adds. */
export async function openWorld() {
  const test = await testDatabase(usersDatabase, 12);
  const document = accountOf(`acct-${uuidv7().slice(-8)}`);
  await seed({ serviceUrl: test.serviceUrl, people: document });
  const { database } = test;
  const place: Place = {
    accountId: document.account.id,
    ownerId: document.users[0]?.id ?? '',
    teamId: document.teams[0]?.id ?? '',
    mailboxId: document.mailboxes[0]?.id ?? '',
  };
  const services = servicesOf(database);
  const sql = <Row>(text: string, values: unknown[] = []) =>
    database.transaction({ system: 'test' }, () => database.query<Row>(text, values));
  return {
    test,
    database,
    sql,
    ...place,
    ...services,

    /** Somebody who has signed in a moment ago. */
    caller(userId: string, fields: Partial<Caller> = {}): Caller {
      const now = Math.floor(Date.now() / 1000);
      const session = { sid: uuidv7(), kind: 'session' as const, scopes: null, auth_time: now, amr: ['pwd'] };
      return { sub: userId, acc: place.accountId, ...session, iat: now, exp: now + 60, ...fields };
    },

    /** As a request of the caller, with an address and a browser. */
    as<T>(caller: Caller, work: () => Promise<T>, idempotencyKey?: string): Promise<T> {
      const origin = { ip: '203.0.113.7', userAgent: 'Firefox' };
      const key = idempotencyKey === undefined ? {} : { idempotencyKey };
      return runInContext({ requestId: uuidv7(), caller, origin, ...key }, work);
    },

    /** An active person of the account, on the team and the mailbox. */
    async person(fields: PersonFields = {}) {
      const user = newUserOf(place, fields);
      await database.transaction({ accountId: place.accountId }, () => services.users.insert(user));
      if (fields.state !== 'invited') {
        await sql('UPDATE users SET accepted_at = now(), last_sign_in_at = now() WHERE id = $1', [user.id]);
      }
      return { id: user.id, email: user.email, mention: user.mentions[0] ?? '' };
    },

    async events(userId: string): Promise<Published[]> {
      return sql<Published>(
        `SELECT type, aggregate_version::int AS version, envelope::jsonb -> 'data' AS data FROM outbox
         WHERE aggregate_id = $1 ORDER BY aggregate_version, id`,
        [userId],
      );
    },

    async actions(userId: string): Promise<string[]> {
      const text = 'SELECT action FROM audit_entries WHERE target_id = $1 ORDER BY at, id';
      return (await sql<{ action: string }>(text, [userId])).map((row) => row.action);
    },
  };
}

/** The codes of those that failed and `done` for those that did not, sorted. */
export function outcomes(results: readonly PromiseSettledResult<unknown>[]): string[] {
  return results
    .map((result) =>
      result.status === 'fulfilled' ? 'done' : String(Object(result.reason).code ?? Object(result.reason).message),
    )
    .sort();
}
