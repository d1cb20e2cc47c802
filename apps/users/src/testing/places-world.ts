import { v7 as uuidv7 } from 'uuid';
import { Caller, type PlanName } from '#contracts';
import { Outbox } from '#events';
import { runInContext } from '#observability';
import { IdempotentCommands } from '#postgres';
import type { Pushes } from '#rpc';
import { testDatabase, type TestDatabase } from '#testing';
import { AccessAnnouncements } from '../access/access-announcements.js';
import { AccessExplanations } from '../access/access-explanations.service.js';
import { AccessRepository } from '../access/access.repository.js';
import { OwnAccess } from '../access/own-access.js';
import { UserAccess } from '../access/user-access.service.js';
import { AccountAnnouncements } from '../accounts/account-announcements.js';
import { AccountSettings } from '../accounts/account-settings.service.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { UsersConfig } from '../config.js';
import { usersDatabase } from '../database/service-database.js';
import { DeletionService } from '../lifecycle/deletion.service.js';
import { EndingTargets } from '../lifecycle/ending-targets.js';
import { HoldingsRepository } from '../lifecycle/holdings.repository.js';
import { Cursors } from '../lists/cursor.js';
import { MailboxChangesRepository } from '../mailboxes/mailbox-changes.repository.js';
import { MailboxChanges } from '../mailboxes/mailbox-changes.service.js';
import { MailboxReadingRepository } from '../mailboxes/mailbox-reading.repository.js';
import { MailboxReading } from '../mailboxes/mailbox-reading.service.js';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.js';
import { MailboxesService } from '../mailboxes/mailboxes.service.js';
import { NotificationChoicesRepository } from '../notification-preferences/notification-choices.repository.js';
import { NotificationPreferencesService } from '../notification-preferences/notification-preferences.service.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { seed, type SeedDocument } from '../seed.js';
import { TeamChangesRepository } from '../teams/team-changes.repository.js';
import { TeamChanges } from '../teams/team-changes.service.js';
import { TeamContents } from '../teams/team-contents.service.js';
import { TeamReadingRepository } from '../teams/team-reading.repository.js';
import { TeamReading } from '../teams/team-reading.service.js';
import { TeamsRepository } from '../teams/teams.repository.js';
import { TeamsService } from '../teams/teams.service.js';
import { AccessShifts } from '../users/access-shifts.js';
import { SeatsRepository } from '../users/seats.repository.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UserCreation } from '../users/user-creation.service.js';
import { UserReading } from '../users/user-reading.service.js';
import { UserUpdates } from '../users/user-updates.service.js';
import { UsersRepository } from '../users/users.repository.js';
import { offerEndings } from './offer-parts.js';

const people = ['olga', 'adam', 'ana', 'uwe', 'ute', 'lily', 'sam'] as const;
type Name = (typeof people)[number];
const roles: Record<Name, string> = {
  olga: 'owner',
  adam: 'administrator',
  ana: 'administrator',
  uwe: 'user',
  ute: 'user',
  lily: 'light_user',
  sam: 'user',
};

/**
 * An account with an owner, two administrators, two users, a light user and somebody suspended; the mailboxes `help`
 * (granted to both administrators and Uwe) and `sales` (granted to Adam); the team `desk` of Uwe and Sam with `sales`.
 */
export interface Account {
  id: string;
  ids: Record<Name, string>;
  help: string;
  sales: string;
  desk: string;
}

/** The services of teams, mailboxes and access on a real database. Only the pushes are a fake that remembers. */
export class PlacesWorld {
  readonly pushed: { userId: string; version: number }[] = [];
  private readonly database = this.test.database;
  private readonly outbox = new Outbox(this.database);
  private readonly pushes = {
    send: (_push: unknown, data: { userId: string; version: number }) => this.pushed.push(data),
  } as object as Pushes;
  private readonly actors = new ActorRepository(this.database);
  private readonly users = new UsersRepository(this.database);
  private readonly seats = new SeatsRepository(this.database);
  private readonly access = new AccessRepository(this.database);
  private readonly audit = new AuditTrail(this.database);
  private readonly config = { CURSOR_SIGNING_KEY: Buffer.alloc(32, 7), INVITATION_DAYS: 7 } as UsersConfig;
  private readonly cursors = new Cursors(this.config);
  private readonly people = new UserAnnouncements(this.database, this.outbox, this.pushes);
  private readonly announcements = new AccessAnnouncements(this.access, this.outbox, this.people);
  private readonly teamRows = new TeamsRepository(this.database);
  private readonly mailboxRows = new MailboxesRepository(this.database);
  private readonly teamChangeRows = new TeamChangesRepository(this.database);
  readonly commands = new IdempotentCommands(this.database);
  readonly teamList = new TeamsService(this.database, this.actors, this.teamRows, this.cursors);
  readonly mailboxList = new MailboxesService(this.database, this.actors, this.mailboxRows, this.cursors);
  readonly teams = new TeamChanges(
    this.database,
    this.actors,
    this.users,
    this.teamRows,
    this.teamChangeRows,
    new TeamContents(
      this.teamChangeRows,
      this.users,
      this.access,
      new OwnAccess(this.access),
      this.announcements,
      this.outbox,
      this.audit,
    ),
    this.announcements,
    this.outbox,
    this.audit,
  );
  readonly teamReading = new TeamReading(
    this.database,
    this.actors,
    this.teamRows,
    new TeamReadingRepository(this.database),
    this.cursors,
  );
  readonly mailboxes = new MailboxChanges(
    this.database,
    this.actors,
    this.users,
    this.mailboxRows,
    new MailboxChangesRepository(this.database),
    this.announcements,
    this.outbox,
    this.audit,
  );
  readonly mailboxReading = new MailboxReading(
    this.database,
    this.actors,
    this.mailboxRows,
    new MailboxReadingRepository(this.database),
    this.cursors,
  );
  readonly userAccess = new UserAccess(
    this.database,
    this.actors,
    this.users,
    this.seats,
    this.access,
    this.announcements,
    this.people,
    this.audit,
  );
  readonly explanations = new AccessExplanations(this.database, this.actors, this.access);
  readonly creation = new UserCreation(this.actors, this.users, this.people, this.audit, this.config);
  private readonly offers = offerEndings(this.database);
  readonly updates = new UserUpdates(
    this.database,
    this.actors,
    this.users,
    this.people,
    new AccessShifts(this.users, this.people),
    this.audit,
    this.offers,
  );
  readonly reading = new UserReading(this.database, this.actors, this.users, this.seats, this.cursors);
  readonly settings = new AccountSettings(
    this.database,
    this.actors,
    new AccountsRepository(this.database),
    this.users,
    new AccountAnnouncements(this.database, this.outbox, this.pushes),
    this.audit,
  );
  readonly notifications = new NotificationPreferencesService(
    this.database,
    new ProfileAccess(this.actors, this.users, this.access),
    new NotificationChoicesRepository(this.database),
    new UserFacts(this.users, this.people),
    this.audit,
  );
  readonly deletion = new DeletionService(
    this.database,
    this.actors,
    new EndingTargets(this.actors, this.users),
    this.users,
    new HoldingsRepository(this.database),
    this.people,
    this.audit,
    this.offers,
  );

  private constructor(readonly test: TestDatabase) {}

  static async open(): Promise<PlacesWorld> {
    return new PlacesWorld(await testDatabase(usersDatabase, 12));
  }

  async close(): Promise<void> {
    await this.test.close();
  }

  async account(plan: PlanName = 'plus'): Promise<Account> {
    const name = uuidv7();
    const ids = Object.fromEntries(people.map((person) => [person, uuidv7()])) as Account['ids'];
    const [help, sales, desk] = [uuidv7(), uuidv7(), uuidv7()];
    const mailboxesOf = { olga: [], adam: [help, sales], ana: [help], uwe: [help], ute: [], lily: [], sam: [] };
    const onDesk: readonly string[] = ['uwe', 'sam'];
    const document: SeedDocument = {
      account: { id: uuidv7(), name, plan, timezone: 'Etc/UTC' },
      mailboxes: [
        { id: help, name: 'Help', email: 'help@muster.example' },
        { id: sales, name: 'Sales', email: 'sales@muster.example' },
      ],
      teams: [{ id: desk, name: 'Desk', mention: 'desk', memberIds: [ids.uwe, ids.sam], mailboxIds: [sales] }],
      users: people.map((person) => ({
        id: ids[person],
        firstName: person,
        lastName: 'Tester',
        email: `${person}@${name}.example`,
        role: roles[person],
        state: person === 'sam' ? 'suspended' : 'active',
        mailboxIds: mailboxesOf[person],
        teamIds: onDesk.includes(person) ? [desk] : [],
      })),
    };
    await seed({ serviceUrl: this.test.serviceUrl, people: document });
    return { id: document.account.id, ids, help, sales, desk };
  }

  /** Runs work as somebody of the account, as the server of the calls does. */
  async as<T>(account: Account, name: Name, work: (caller: Caller) => Promise<T>, idempotencyKey?: string): Promise<T> {
    const now = Math.floor(Date.now() / 1000);
    const caller = Caller.parse({
      sub: account.ids[name],
      acc: account.id,
      sid: uuidv7(),
      kind: 'session',
      auth_time: now,
      iat: now,
      exp: now + 60,
    });
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    return runInContext({ requestId: uuidv7(), caller, accountId: account.id, ...key }, () => work(caller));
  }

  /** What creating needs around it: the transaction of the command. */
  async inTransaction<T>(account: Account, work: () => Promise<T>): Promise<T> {
    return this.database.transaction({ accountId: account.id }, work);
  }

  async query<Row>(account: Account, sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.database.transaction({ accountId: account.id }, () => this.database.query<Row>(sql, params));
  }

  /** Events of the account, oldest first. */
  async events(account: Account, like = '%') {
    return this.query<{ type: string; aggregate_id: string; version: number; data: Record<string, unknown> }>(
      account,
      `SELECT type, aggregate_id, aggregate_version::int AS version, envelope->'data' AS data FROM outbox
       WHERE account_id = $1 AND type LIKE $2 ORDER BY id`,
      [account.id, like],
    );
  }

  /** Actions of the audit log, oldest first. */
  async audited(account: Account) {
    return this.query<{ action: string; target_id: string; actor_id: string; change: Record<string, unknown> }>(
      account,
      `SELECT action, target_id, actor_id, change || coalesce(personal_change, '{}') AS change FROM audit_entries
       WHERE account_id = $1 ORDER BY id`,
      [account.id],
    );
  }
}

/** The code of what was thrown, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), 'code');
    return typeof code === 'string' ? code : String(error);
  }
}

/** How often each outcome came. */
export async function outcomes(works: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const code of await Promise.all(works.map(codeOf))) count[code] = (count[code] ?? 0) + 1;
  return count;
}

/** The faults that `invalid_request` names, as `path code`. */
export async function faultsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const details = Object(Reflect.get(Object(error), 'details')) as { errors?: { path: string; code: string }[] };
    return (details.errors ?? []).map(({ path, code }) => `${path} ${code}`);
  }
}

export const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
