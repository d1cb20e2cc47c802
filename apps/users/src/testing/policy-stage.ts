import { v7 as uuidv7 } from 'uuid';
import type { Caller, PlanName, Role } from '#contracts';
import { Outbox } from '#events';
import { runInContext } from '#observability';
import type { Pushes } from '#rpc';
import { testDatabase, type TestDatabase } from '#testing';
import { AccountAnnouncements } from '../accounts/account-announcements.js';
import { AccountSettings } from '../accounts/account-settings.service.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { FoundingService } from '../accounts/founding.service.js';
import { PlansService } from '../accounts/plans.service.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { UsersConfig } from '../config.js';
import { usersDatabase } from '../database/service-database.js';
import { OwnershipRepository } from '../ownership/ownership.repository.js';
import { OwnershipService } from '../ownership/ownership.service.js';
import { PermissionsRepository } from '../permissions/permissions.repository.js';
import { RolesService } from '../permissions/roles.service.js';
import { UserPermissionsService } from '../permissions/user-permissions.service.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { seed } from '../seed.js';
import { AccessShifts } from '../users/access-shifts.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UserUpdates } from '../users/user-updates.service.js';
import { UsersRepository } from '../users/users.repository.js';
import { offerEndings } from './offer-parts.js';

/** People of a seeded account, by what they are. */
export interface Cast {
  accountId: string;
  owner: string;
  administrator: string;
  another: string;
  user: string;
  light: string;
  mailboxId: string;
  teamId: string;
}

export interface SentPush {
  subject: string;
  accountId: string | undefined;
}

function person(id: string, role: Role) {
  const name = { firstName: 'Nadia', lastName: role, email: `${id}@people.example` };
  return { id, ...name, role, state: 'active' as const, mailboxIds: [], teamIds: [] };
}

/** The services of roles, permissions, accounts and ownership over a database of their own. */
export class PolicyStage {
  readonly sent: SentPush[] = [];
  /** When auth says that people last came in by less than what they knew. */
  readonly recovered = new Map<string, Date>();
  readonly users: UsersRepository;
  readonly updates: UserUpdates;
  readonly settings: AccountSettings;
  readonly plans: PlansService;
  readonly founding: FoundingService;
  readonly roles: RolesService;
  readonly permissions: UserPermissionsService;
  readonly ownership: OwnershipService;

  private constructor(readonly test: TestDatabase) {
    const { database } = test;
    const send = (push: { subject: string }, _data: unknown, accountId?: string): void => {
      this.sent.push({ subject: push.subject, accountId });
    };
    const pushes = { send } as Pushes;
    const config = { INVITATION_DAYS: 7, NEW_ACCOUNT_PLAN: 'free' } as UsersConfig;
    const [actors, audit, outbox] = [new ActorRepository(database), new AuditTrail(database), new Outbox(database)];
    const people = new UserAnnouncements(database, outbox, pushes);
    const account = new AccountAnnouncements(database, outbox, pushes);
    const accounts = new AccountsRepository(database);
    const permitted = new PermissionsRepository(database);
    this.users = new UsersRepository(database);
    const shifts = new AccessShifts(this.users, people);
    const endings = offerEndings(database, pushes);
    this.updates = new UserUpdates(database, actors, this.users, people, shifts, audit, endings);
    this.settings = new AccountSettings(database, actors, accounts, this.users, account, audit);
    this.plans = new PlansService(database, actors, accounts);
    this.founding = new FoundingService(database, accounts, this.users, account, people, audit, config);
    this.roles = new RolesService(database, actors, accounts, permitted, account, audit);
    this.permissions = new UserPermissionsService(database, actors, permitted, people, audit);
    const offers = new OwnershipRepository(database);
    this.ownership = new OwnershipService(
      database,
      actors,
      offers,
      accounts,
      this.users,
      account,
      people,
      shifts,
      audit,
      endings,
      { last: async ({ userId }) => this.recovered.get(userId) ?? null },
    );
  }

  static async open(): Promise<PolicyStage> {
    return new PolicyStage(await testDatabase(usersDatabase));
  }

  /** A new account with one or two people of every role. */
  async account(plan: PlanName = 'plus'): Promise<Cast> {
    const cast: Cast = {
      accountId: uuidv7(),
      owner: uuidv7(),
      administrator: uuidv7(),
      another: uuidv7(),
      user: uuidv7(),
      light: uuidv7(),
      mailboxId: uuidv7(),
      teamId: uuidv7(),
    };
    await seed({
      serviceUrl: this.test.serviceUrl,
      people: {
        account: { id: cast.accountId, name: 'Elsewhere', plan, timezone: 'Etc/UTC' },
        mailboxes: [{ id: cast.mailboxId, name: 'Help', email: 'help@people.example' }],
        teams: [{ id: cast.teamId, name: 'Crew', mention: 'crew', memberIds: [cast.user], mailboxIds: [] }],
        users: [
          person(cast.owner, 'owner'),
          person(cast.administrator, 'administrator'),
          person(cast.another, 'administrator'),
          person(cast.user, 'user'),
          person(cast.light, 'light_user'),
        ],
      },
    });
    return cast;
  }

  /** Runs work as somebody who signed in just now, or `signedInAgo` seconds ago, from an address. */
  as<T>(
    cast: Pick<Cast, 'accountId'>,
    userId: string,
    work: (caller: Caller) => Promise<T>,
    { ip = '203.0.113.9', signedInAgo = 0 } = {},
  ): Promise<T> {
    const now = Math.floor(Date.now() / 1000);
    const caller: Caller = {
      sub: userId,
      acc: cast.accountId,
      sid: uuidv7(),
      kind: 'session',
      scopes: null,
      auth_time: now - signedInAgo,
      amr: ['pwd'],
      iat: now,
      exp: now + 60,
    };
    const origin = { ip, userAgent: 'test' };
    return runInContext({ requestId: uuidv7(), caller, origin, accountId: cast.accountId }, () => work(caller));
  }

  /** In the transaction of a command, as the controller runs it. */
  request(cast: Cast, userId: string, to: string, options?: { signedInAgo?: number }) {
    const command = (caller: Caller) =>
      this.test.database.transaction({ accountId: cast.accountId }, () => this.ownership.request(caller, to));
    return this.as(cast, userId, command, options);
  }

  async rows<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.test.database.transaction({ system: 'test' }, () => this.test.database.query<Row>(sql, params));
  }

  /** Types and data of the account's events, oldest first. */
  async events(accountId: string): Promise<{ type: string; sequence: number; data: Record<string, unknown> }[]> {
    return this.rows(
      `SELECT type, aggregate_version::int AS sequence, envelope -> 'data' AS data FROM outbox
       WHERE account_id = $1 ORDER BY id`,
      [accountId],
    );
  }

  /** Actions of the account's audit log with what changed, oldest first. */
  async log(
    accountId: string,
  ): Promise<{ action: string; change: Record<string, unknown>; actor_id: string | null }[]> {
    return this.rows('SELECT action, change, actor_id FROM audit_entries WHERE account_id = $1 ORDER BY id', [
      accountId,
    ]);
  }
}

/** `done`, or the code of the failure. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return String(Reflect.get(error as object, 'code'));
  }
}
