import { v7 as uuidv7 } from 'uuid';
import { CloudEvent, type Caller } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { runInContext } from '#observability';
import { IdempotentCommands } from '#postgres';
import { Pushes, RpcClient } from '#rpc';
import { testDatabase, type TestDatabase } from '#testing';
import { AccessRepository } from '../access/access.repository.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { AutoBccRepository } from '../auto-bcc/auto-bcc.repository.js';
import { AutoBccService } from '../auto-bcc/auto-bcc.service.js';
import type { UsersConfig } from '../config.js';
import { usersDatabase } from '../database/service-database.js';
import { EmailChangesRepository } from '../email-changes/email-changes.repository.js';
import { EmailChangesService } from '../email-changes/email-changes.service.js';
import { EmailConfirmation } from '../email-changes/email-confirmation.service.js';
import { NotificationChoicesRepository } from '../notification-preferences/notification-choices.repository.js';
import { NotificationPreferencesService } from '../notification-preferences/notification-preferences.service.js';
import { PhotosRepository } from '../photos/photos.repository.js';
import { PhotosService } from '../photos/photos.service.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { ConfirmationAddressesRepository } from '../profile/confirmation-addresses.repository.js';
import { ConfirmationLimits } from '../profile/confirmation-limits.js';
import { ConfirmationRequestsRepository } from '../profile/confirmation-requests.repository.js';
import { ConfirmedLinks, type ConfirmedLink } from '../profile/confirmed-links.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { seed } from '../seed.js';
import { AccessShifts } from '../users/access-shifts.js';
import { InvitationsService } from '../users/invitations.service.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UserUpdates } from '../users/user-updates.service.js';
import { UsersRepository } from '../users/users.repository.js';
import { offerEndings } from './offer-parts.js';

/** An account with one person of every role, two of them plain users. */
export interface StageAccount {
  id: string;
  owner: string;
  administrator: string;
  user: string;
  colleague: string;
  lightUser: string;
  /** `user` is on the first, nobody on the second. */
  teams: [string, string];
}

/** Says what a token is for, in the place of auth. */
export class FakeLinks extends ConfirmedLinks {
  readonly known = new Map<string, ConfirmedLink>();

  constructor() {
    super(Object.create(RpcClient.prototype) as RpcClient);
  }

  override async inspect({ token }: Parameters<ConfirmedLinks['inspect']>[0]): Promise<ConfirmedLink> {
    const link = this.known.get(token);
    if (link === undefined) throw new AppError('link_invalid');
    return link;
  }
}

function silentPushes(): Pushes {
  return Object.assign(Object.create(Pushes.prototype) as Pushes, { send() {} });
}

/** Everything about profiles on a database of its own. Fake: auth, and the hints that nobody hears. */
export class ProfileStage {
  readonly links = new FakeLinks();

  private constructor(readonly test: TestDatabase) {}

  static async open(): Promise<ProfileStage> {
    return new ProfileStage(await testDatabase(usersDatabase));
  }

  get parts() {
    const { database } = this.test;
    const [users, actors, audit, outbox] = [
      new UsersRepository(database),
      new ActorRepository(database),
      new AuditTrail(database),
      new Outbox(database),
    ];
    const announcements = new UserAnnouncements(database, outbox, silentPushes());
    const access = new ProfileAccess(actors, users, new AccessRepository(database));
    const facts = new UserFacts(users, announcements);
    const limits = new ConfirmationLimits(new ConfirmationRequestsRepository(database));
    const changes = new EmailChangesRepository(database);
    const commands = new IdempotentCommands(database);
    const offers = offerEndings(database);
    const config = { INVITATION_DAYS: 7 } as UsersConfig;
    const invitations = new InvitationsService(database, actors, users, announcements, audit, config);
    const shifts = new AccessShifts(users, announcements);
    return {
      users,
      invitations,
      updates: new UserUpdates(database, actors, users, announcements, shifts, audit, offers),
      photos: new PhotosService(database, actors, access, new PhotosRepository(database), facts, outbox, audit),
      emailChanges: new EmailChangesService(database, commands, access, changes, limits, facts, audit),
      confirmation: new EmailConfirmation(
        database,
        this.links,
        actors,
        access,
        users,
        changes,
        facts,
        audit,
        offers,
        invitations,
      ),
      autoBcc: new AutoBccService(
        database,
        access,
        users,
        new AutoBccRepository(database),
        limits,
        this.links,
        facts,
        audit,
      ),
      preferences: new NotificationPreferencesService(
        database,
        access,
        new NotificationChoicesRepository(database),
        facts,
        audit,
      ),
      addresses: new ConfirmationAddressesRepository(database),
    };
  }

  async close(): Promise<void> {
    await this.test.close();
  }

  async account(plan = 'plus'): Promise<StageAccount> {
    const id = uuidv7();
    const name = `a${id.slice(-10)}`;
    const teams: [string, string] = [uuidv7(), uuidv7()];
    const person = (role: string, teamIds: string[] = []) => {
      const userId = uuidv7();
      return {
        id: userId,
        firstName: 'Nadia',
        lastName: 'Okafor',
        email: `${userId.slice(-12)}@${name}.example`,
        role,
        state: 'active' as const,
        mailboxIds: [],
        teamIds,
      };
    };
    const people = ['owner', 'administrator', 'user', 'user', 'light_user'].map((role) => person(role));
    const ids = people.map(({ id: userId }) => userId);
    const [owner = '', administrator = '', user = '', colleague = '', lightUser = ''] = ids;
    const members = [[user], []];
    await seed({
      serviceUrl: this.test.serviceUrl,
      people: {
        account: { id, name, plan, timezone: 'Etc/UTC' },
        mailboxes: [],
        teams: teams.map((teamId, n) => ({
          id: teamId,
          name: `Team ${n}`,
          mention: `team-${n}`,
          memberIds: members[n] ?? [],
          mailboxIds: [],
        })),
        users: people,
      },
    });
    return { id, owner, administrator, user, colleague, lightUser, teams };
  }

  caller(account: StageAccount, userId: string, provenSecondsAgo = 0): Caller {
    const now = Math.floor(Date.now() / 1000);
    const times = { auth_time: now - provenSecondsAgo, iat: now, exp: now + 60 };
    return { sub: userId, acc: account.id, sid: uuidv7(), kind: 'session', scopes: null, amr: ['pwd'], ...times };
  }

  /** As the RPC server runs a call: with the caller in context. */
  as<T>(caller: Caller, work: () => Promise<T>, idempotencyKey?: string): Promise<T> {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    return runInContext({ requestId: uuidv7(), caller, accountId: caller.acc, ...key }, work);
  }

  read<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.test.database.transaction({ system: 'test' }, () => this.test.database.query<Row>(sql, params));
  }

  /** Rows of a table about a user. */
  async user(userId: string): Promise<Record<string, unknown> & { email: string; version: number }> {
    const [row] = await this.read<Record<string, unknown> & { email: string; version: number }>(
      'SELECT * FROM users WHERE id = $1',
      [userId],
    );
    if (row === undefined) throw new Error('There is no such user');
    return row;
  }

  /** Events about an aggregate, oldest first. */
  async events(aggregateId: string): Promise<CloudEvent[]> {
    const rows = await this.read<{ envelope: unknown }>(
      'SELECT envelope FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version, id',
      [aggregateId],
    );
    return rows.map(({ envelope }) => CloudEvent.parse(envelope));
  }

  async audited(targetId: string): Promise<{ action: string; change: object; personal_change: object | null }[]> {
    return this.read('SELECT action, change, personal_change FROM audit_entries WHERE target_id = $1 ORDER BY id', [
      targetId,
    ]);
  }

  /** A token for what waits, as auth would issue it. */
  token(accountId: string, userId: string, subjectId: string): string {
    const token = uuidv7();
    this.links.known.set(token, { linkId: uuidv7(), accountId, userId, subjectId });
    return token;
  }
}

/** `ok`, or the codes with which tries were refused, each with how often. */
export async function outcomes(tries: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const result of await Promise.allSettled(tries)) {
    const code = result.status === 'fulfilled' ? 'ok' : String(Reflect.get(Object(result.reason), 'code'));
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
