import { Inject, Injectable } from '@nestjs/common';
import { lifecycleEvents, userEvents, type EventOf, type Person } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { ApiKeysRepository } from '../api-keys/api-keys.repository.js';
import { TokenGuardians } from '../api-keys/token-guardians.js';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { EventOriginsRepository } from '../origins/event-origins.repository.js';
import { LinkIssuer } from '../links/link-issuer.js';
import { LinksRepository } from '../links/links.repository.js';
import { Addresses } from './addresses.js';
import { Departures, type About } from './departures.js';
import { LateAcceptances } from './late-acceptances.js';

type Invited = About & { data: { invitation: { version: number; expiresAt: string; invitedBy: string } | null } };
type Asked = Person | undefined;

/**
 * What the users service says about people, as far as signing in is concerned. Events may come twice, late and out of
 * order: each write keeps what is newer, and what an event ends is ended whenever it comes.
 */
@Injectable()
export class PeopleProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly identities: IdentitiesRepository,
    private readonly addresses: Addresses,
    private readonly issuer: LinkIssuer,
    private readonly links: LinksRepository,
    private readonly departures: Departures,
    private readonly lateAcceptances: LateAcceptances,
    private readonly origins: EventOriginsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly guardians: TokenGuardians,
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
        on(lifecycleEvents.deleted, {
          prepare: (event) => this.guardians.heir(event),
          apply: (event, heir) => this.deleted(event, heir),
        }),
        on(lifecycleEvents.erased, { apply: (event) => this.erased(event) }),
        on(lifecycleEvents.confirmationRequested, { prepare, apply: (event, person) => this.asked(event, person) }),
      ],
    });
    consumers.register(this.consumer);
  }

  private async known(event: About, person: Person): Promise<void> {
    const { id: userId, accountId, email, state, role } = person;
    // What was asked just now may be newer than the event; never older.
    const version = Math.max(person.version, event.sequence);
    // The first event of a person finds no links.
    if (event.sequence > 1) this.links.replaceOfOther({ userId, email, version });
    await this.addresses.put({ userId, accountId, email, version, suspended: state === 'suspended', role });
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
      userVersion: event.sequence,
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
    // Links to the old address that were made since have gone with it.
    await this.departures.end('email_changed', event, false);
  }

  /** The deletion may come after it, and what it ends must not be good for anything until then. */
  private async restored(event: EventOf<typeof lifecycleEvents.restored>, person: Asked): Promise<void> {
    if (person !== undefined && person.state !== 'deleted') {
      await this.known(event, person);
      await this.identities.setState(event.data.userId, { suspended: false, deleted: false, version: event.sequence });
    }
    await this.departures.delete(event, false);
  }

  private async roleChanged(event: EventOf<typeof userEvents.roleChanged>): Promise<void> {
    const { userId, from, to } = event.data;
    const newest = await this.identities.setRole(userId, to, event.sequence);
    if (to === 'light_user') await this.departures.end('made_light_user', event, newest);
    else if (from === 'light_user') await this.departures.end('made_light_user', event, false);
  }

  private async suspended(event: EventOf<typeof lifecycleEvents.suspended>): Promise<void> {
    const state = { suspended: true, deleted: false, version: event.sequence };
    const newest = await this.identities.setState(event.data.userId, state);
    await this.departures.end('suspended', event, newest);
  }

  /** The suspension may come after it, and what it ends must not be good for anything until then. */
  private async reinstated(event: EventOf<typeof lifecycleEvents.suspensionLifted>): Promise<void> {
    const state = { suspended: false, deleted: false, version: event.sequence };
    await this.identities.setState(event.data.userId, state);
    await this.departures.end('suspended', event, false);
  }

  private async deleted(event: EventOf<typeof lifecycleEvents.deleted>, heir: string | null): Promise<void> {
    const newest = await this.gone(event);
    await this.guardians.handOver(event, heir, newest);
  }

  /** Whoever is erased was deleted, heard of or not. Who comes after them, and within which rights, the deletion tells. */
  private async erased(event: EventOf<typeof lifecycleEvents.erased>): Promise<void> {
    const { userId } = event.data;
    await this.gone(event);
    await this.identities.forget(userId);
    await this.origins.forget(userId);
    await this.keys.forget(userId);
  }

  /** @returns whether nothing newer is known about them */
  private async gone(event: About): Promise<boolean> {
    const state = { suspended: false, deleted: true, version: event.sequence };
    const newest = await this.identities.setState(event.data.userId, state);
    await this.departures.delete(event, newest);
    return newest;
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
      userVersion: event.sequence,
    });
  }
}
