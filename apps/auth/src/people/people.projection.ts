import { Inject, Injectable } from '@nestjs/common';
import { lifecycleEvents, userEvents, type EventOf, type Person } from '#contracts';
import { FactorRemoval } from '../factors/factor-removal.js';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { Endings } from '../endings/endings.js';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { EventOriginsRepository } from '../origins/event-origins.repository.js';
import { LinkIssuer } from '../links/link-issuer.js';
import { LateAcceptances } from './late-acceptances.js';

interface About {
  accountid: string;
  sequence: number;
  data: { userId: string };
}
type Invited = About & { data: { invitation: { version: number; expiresAt: string; invitedBy: string } | null } };
type Asked = Person | undefined;

/**
 * What the users service says about people, as far as signing in is concerned. Events may come twice, late and out of
 * order: each write keeps what is newer.
 */
@Injectable()
export class PeopleProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly identities: IdentitiesRepository,
    private readonly issuer: LinkIssuer,
    private readonly endings: Endings,
    private readonly factors: FactorRemoval,
    private readonly lateAcceptances: LateAcceptances,
    private readonly origins: EventOriginsRepository,
  ) {
    const prepare = (event: About): Promise<Asked> => this.directory.person(event.data.userId);
    this.consumer = defineConsumer({
      name: 'auth-users',
      filter: 'events.*.user.>',
      handlers: [
        on(userEvents.created, { prepare, apply: (event, person) => this.invited(event, person) }),
        on(userEvents.invited, { prepare, apply: (event, person) => this.invited(event, person) }),
        on(userEvents.invitationRevoked, { prepare, apply: (event, person) => this.revoked(event, person) }),
        on(lifecycleEvents.emailChanged, { prepare, apply: (event, person) => this.readdressed(event, person) }),
        on(lifecycleEvents.restored, { prepare, apply: (event, person) => this.restored(event, person) }),
        on(userEvents.roleChanged, { apply: (event) => this.roleChanged(event) }),
        on(lifecycleEvents.suspended, { apply: (event) => this.suspended(event) }),
        on(lifecycleEvents.suspensionLifted, { apply: (event) => this.reinstated(event) }),
        on(lifecycleEvents.deleted, { apply: (event) => this.deleted(event) }),
        on(lifecycleEvents.erased, { apply: (event) => this.erased(event.data.userId) }),
        on(lifecycleEvents.confirmationRequested, { prepare, apply: (event, person) => this.asked(event, person) }),
      ],
    });
    consumers.register(this.consumer);
  }

  private async known(event: About, person: Person): Promise<void> {
    const { id: userId, accountId, email, version, state, role } = person;
    // What was asked just now may be newer than the event; never older.
    const newest = Math.max(version, event.sequence);
    await this.identities.put({ userId, accountId, email, version: newest, suspended: state === 'suspended', role });
  }

  private async invited(event: Invited, person: Asked): Promise<void> {
    const { invitation, userId } = { ...event.data };
    if (person === undefined || person.state === 'deleted') return;
    await this.known(event, person);
    if (invitation === null) return;
    await this.issuer.issue({
      accountId: event.accountid,
      userId,
      purpose: 'invitation',
      version: invitation.version,
      subjectId: null,
      invitedBy: invitation.invitedBy,
      expiresAt: new Date(invitation.expiresAt),
    });
  }

  private async revoked(event: EventOf<typeof userEvents.invitationRevoked>, person: Asked): Promise<void> {
    if (person === undefined || person.state === 'deleted') return;
    const { userId, invitation } = event.data;
    const about = { userId, accountId: event.accountid };
    // Holds the identity, as whoever issues an invitation does: neither can miss what the other writes.
    await this.known(event, person);
    await this.issuer.revokeInvitations({ ...about, version: invitation.version });
    await this.lateAcceptances.undo(about, invitation.version);
  }

  private async readdressed(event: EventOf<typeof lifecycleEvents.emailChanged>, person: Asked): Promise<void> {
    if (person === undefined) return;
    await this.known(event, person);
    await this.endings.apply({ cause: 'email_changed', accountId: event.accountid, userId: event.data.userId });
  }

  private async restored(event: EventOf<typeof lifecycleEvents.restored>, person: Asked): Promise<void> {
    if (person === undefined || person.state === 'deleted') return;
    await this.known(event, person);
    await this.identities.setState(event.data.userId, { suspended: false, deleted: false, version: event.sequence });
    await this.endings.apply({ cause: 'restored', accountId: event.accountid, userId: event.data.userId });
  }

  private async roleChanged({ accountid, sequence, data }: EventOf<typeof userEvents.roleChanged>): Promise<void> {
    await this.identities.setRole(data.userId, data.to, sequence);
    if (data.to !== 'light_user') return;
    await this.endings.apply({ cause: 'made_light_user', accountId: accountid, userId: data.userId });
  }

  private async suspended(event: EventOf<typeof lifecycleEvents.suspended>): Promise<void> {
    const { userId } = event.data;
    const state = { suspended: true, deleted: false, version: event.sequence };
    if (!(await this.identities.setState(userId, state))) return;
    await this.endings.apply({ cause: 'suspended', accountId: event.accountid, userId });
  }

  private async reinstated(event: EventOf<typeof lifecycleEvents.suspensionLifted>): Promise<void> {
    const state = { suspended: false, deleted: false, version: event.sequence };
    await this.identities.setState(event.data.userId, state);
  }

  private async deleted(event: EventOf<typeof lifecycleEvents.deleted>): Promise<void> {
    const { userId } = event.data;
    const state = { suspended: false, deleted: true, version: event.sequence };
    if (!(await this.identities.setState(userId, state))) return;
    await this.endings.apply({ cause: 'deleted', accountId: event.accountid, userId });
    await this.identities.removePassword(userId);
    await this.factors.removeAll({ userId, accountId: event.accountid });
  }

  private async erased(userId: string): Promise<void> {
    await this.identities.forget(userId);
    await this.origins.forget(userId);
  }

  private async asked(event: EventOf<typeof lifecycleEvents.confirmationRequested>, person: Asked): Promise<void> {
    const { userId, purpose, subjectId, expiresAt } = event.data;
    if (person === undefined || person.state === 'deleted') return;
    await this.known(event, person);
    await this.issuer.issue({
      accountId: event.accountid,
      userId,
      purpose,
      version: event.sequence,
      subjectId,
      invitedBy: null,
      expiresAt: new Date(expiresAt),
    });
  }
}
