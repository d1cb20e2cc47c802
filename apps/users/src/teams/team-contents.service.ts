import { Injectable } from '@nestjs/common';
import { teamEvents } from '#contracts';
import { Outbox } from '#events';
import { AccessAnnouncements } from '../access/access-announcements.js';
import { refuseLightUsers, refuseUnknown } from '../access/access.errors.js';
import { AccessRepository } from '../access/access.repository.js';
import { difference, isEmpty, type Difference } from '../access/difference.js';
import { OwnAccess } from '../access/own-access.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../policy/actor.repository.js';
import { UsersRepository } from '../users/users.repository.js';
import { TeamChangesRepository, type HeldTeam } from './team-changes.repository.js';

/**
 * Who is on a team and which mailboxes come with it. `teams.manage` decides both, the owner's memberships among them.
 * Runs in a transaction that holds the access of the account, those who join, stay or leave, and the team.
 */
@Injectable()
export class TeamContents {
  constructor(
    private readonly teams: TeamChangesRepository,
    private readonly users: UsersRepository,
    private readonly access: AccessRepository,
    private readonly ownAccess: OwnAccess,
    private readonly announcements: AccessAnnouncements,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws AppError `invalid_request` naming people whom the account does not have, and light users */
  async setMembers(actor: Actor, team: HeldTeam, userIds: readonly string[]): Promise<void> {
    const change = difference(await this.teams.memberIds(actor.accountId, team.id), userIds);
    if (isEmpty(change)) return;
    const people = await this.access.rolesOf(actor.accountId, [...change.added, ...change.removed]);
    const isJoining = new Set(change.added);
    refuseUnknown('userIds', userIds, (id) => !isJoining.has(id) || people.has(id));
    refuseLightUsers('userIds', userIds, (id) => isJoining.has(id) && people.get(id) === 'light_user');
    await this.ownAccess.withoutGain(actor, () => this.teams.changeMembers(team, change));
    await this.record(actor, team, 'members', change);
    const withMailboxes = (await this.teams.mailboxIds(actor.accountId, team.id)).length > 0;
    const kinds: ('teams' | 'mailboxes')[] = withMailboxes ? ['teams', 'mailboxes'] : ['teams'];
    await this.announcements.tell(actor, [...change.added, ...change.removed], kinds);
  }

  /** @throws AppError `invalid_request` naming mailboxes that the account does not have */
  async setMailboxes(actor: Actor, team: HeldTeam, mailboxIds: readonly string[]): Promise<void> {
    const change = difference(await this.teams.mailboxIds(actor.accountId, team.id), mailboxIds);
    if (isEmpty(change)) return;
    const known = await this.access.knownMailboxes(actor.accountId, mailboxIds);
    refuseUnknown('mailboxIds', mailboxIds, (id) => known.has(id));
    await this.ownAccess.withoutGain(actor, () => this.teams.changeMailboxes(team, change));
    await this.record(actor, team, 'mailboxes', change);
    await this.announcements.tell(actor, await this.teams.memberIds(actor.accountId, team.id), ['mailboxes']);
  }

  /** The next version of the team, with what happened to it in log and outbox. */
  private async record(actor: Actor, team: HeldTeam, what: 'members' | 'mailboxes', change: Difference) {
    const { accountId } = actor;
    const [next] = await this.users.nextTeamVersions(accountId, [team.id]);
    await this.audit.record({
      accountId,
      action: `team.${what}_changed`,
      target: { kind: 'team', id: team.id },
      change: { [what]: { before: { removed: change.removed }, after: { added: change.added } } },
    });
    await this.outbox.append(what === 'members' ? teamEvents.membersChanged : teamEvents.mailboxesChanged, {
      accountId,
      aggregateId: team.id,
      aggregateVersion: next?.version ?? team.version + 1,
      data: { teamId: team.id, ...change },
    });
  }
}
