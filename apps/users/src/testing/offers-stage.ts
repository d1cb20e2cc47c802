import { v7 as uuidv7 } from 'uuid';
import type { CloudEvent, EventType } from '#contracts';
import { EventConsumers, Outbox } from '#events';
import type { Pushes } from '#rpc';
import { AccessRepository } from '../access/access.repository.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { EventOrigins } from '../audit/event-origins.js';
import type { UsersConfig } from '../config.js';
import { EmailChangesRepository } from '../email-changes/email-changes.repository.js';
import { EmailConfirmation } from '../email-changes/email-confirmation.service.js';
import { DeletionService } from '../lifecycle/deletion.service.js';
import { EndingTargets } from '../lifecycle/ending-targets.js';
import { HoldingsRepository } from '../lifecycle/holdings.repository.js';
import { RestorationService } from '../lifecycle/restoration.service.js';
import { SuspensionsRepository } from '../lifecycle/suspensions.repository.js';
import { SuspensionsService } from '../lifecycle/suspensions.service.js';
import { TombstonesRepository } from '../lifecycle/tombstones.repository.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { CredentialProjection } from '../projections/credential.projection.js';
import { SecondFactorProjection } from '../projections/second-factor.projection.js';
import { InvitationsService } from '../users/invitations.service.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { offerEndings } from './offer-parts.js';
import type { Cast, PolicyStage } from './policy-stage.js';

const silent: Pick<Pushes, 'send'> = { send() {} };

/** Everything that may end an offer of the ownership, beside roles. Fake: auth, and the hints that nobody hears. */
export class OffersStage {
  private readonly consumers = new EventConsumers();
  private readonly suspensions: SuspensionsService;
  private readonly deletion: DeletionService;
  private readonly restoration: RestorationService;

  constructor(readonly stage: PolicyStage) {
    const { users, updates } = stage;
    const { database } = stage.test;
    const [actors, audit, offers] = [new ActorRepository(database), new AuditTrail(database), offerEndings(database)];
    const people = new UserAnnouncements(database, new Outbox(database), silent as Pushes);
    const targets = new EndingTargets(actors, users);
    const [holdings, tombstones] = [new HoldingsRepository(database), new TombstonesRepository(database)];
    const due = new SuspensionsRepository(database);
    this.suspensions = new SuspensionsService(database, targets, users, due, people, audit, offers);
    this.deletion = new DeletionService(database, actors, targets, users, holdings, people, audit, offers);
    this.restoration = new RestorationService(database, actors, users, tombstones, holdings, people, audit);
    const origins = new EventOrigins({ call: async () => ({ origin: null }) } as never);
    const projections = [
      new CredentialProjection(this.consumers, users, updates, people, offers),
      new SecondFactorProjection(this.consumers, users, audit, people, offers, origins),
    ];
    if (projections.length !== this.consumers.all().length) throw new Error('A projection hears nothing');
  }

  suspend(cast: Cast, by: string, userId: string) {
    return this.stage.as(cast, by, (caller) => this.suspensions.suspend(caller, { userId }));
  }

  lift(cast: Cast, by: string, userId: string) {
    return this.stage.as(cast, by, (caller) => this.suspensions.lift(caller, userId));
  }

  delete(cast: Cast, by: string, userId: string) {
    return this.stage.as(cast, by, (caller) => this.deletion.delete(caller, { userId, confirm: 'DELETE' }));
  }

  restore(cast: Cast, by: string, userId: string) {
    const email = `${uuidv7()}@elsewhere.example`;
    return this.stage.as(cast, by, (caller) => this.restoration.restore(caller, { userId, email }));
  }

  /** Follows the link of a change of address that somebody asked for. */
  async readdress(cast: Cast, by: string, userId: string): Promise<void> {
    const { users } = this.stage;
    const { database } = this.stage.test;
    const people = new UserAnnouncements(database, new Outbox(database), silent as Pushes);
    const changes = new EmailChangesRepository(database);
    const actors = new ActorRepository(database);
    const access = new ProfileAccess(actors, users, new AccessRepository(database));
    const subjectId = uuidv7();
    const addresses = { oldEmail: `${userId}@people.example`, newEmail: `${subjectId}@elsewhere.example` };
    const expiresAt = new Date(Date.now() + 60_000);
    await database.transaction({ accountId: cast.accountId }, () =>
      changes.insert({ id: subjectId, accountId: cast.accountId, userId, requestedBy: by, expiresAt, ...addresses }),
    );
    const link = { linkId: uuidv7(), accountId: cast.accountId, userId, subjectId };
    const confirmation = new EmailConfirmation(
      database,
      { inspect: async () => link } as never,
      actors,
      access,
      users,
      changes,
      new UserFacts(users, people),
      new AuditTrail(database),
      offerEndings(database),
      new InvitationsService(database, actors, users, people, new AuditTrail(database), {} as UsersConfig),
    );
    await confirmation.confirm({ token: uuidv7(), origin: { ip: '203.0.113.9', userAgent: 'test' } });
  }

  /** What auth says happened to somebody. */
  async tell(cast: Cast, type: EventType, data: object, { at = new Date(), by = '' } = {}): Promise<void> {
    const event: CloudEvent = {
      specversion: '1.0',
      id: uuidv7(),
      source: '/muster/auth',
      type: type.type,
      subject: uuidv7(),
      time: at.toISOString(),
      datacontenttype: 'application/json',
      dataschema: 'urn:test',
      accountid: cast.accountId,
      actorid: by === '' ? null : by,
      sequence: 7,
      data,
    };
    const handler = this.consumers
      .all()
      .map(({ handlers }) => handlers.get(type.type))
      .find((one) => one !== undefined);
    if (handler === undefined) throw new Error('Nobody hears it');
    const effect = await handler.begin(event);
    await this.stage.test.database.transaction({ accountId: cast.accountId }, async () => effect?.());
  }
}
