import { Injectable } from '@nestjs/common';
import {
  endedElsewhere,
  lifecycleCalls,
  lifecycleEvents,
  type Caller,
  type DeletionReceipt,
  type ProfilePreview,
  type RequestOf,
  type Rights,
} from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { OfferEndings } from '../ownership/offer-endings.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { apiRefusal } from '../policy/api.policy.js';
import { requireFreshProof } from '../policy/fresh-proof.js';
import { effectivePermissions, requirePermission, requireRemoval } from '../policy/user.policy.js';
import { stateOf, type SelectedUser } from '../users/user.mapper.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { EndingTargets } from './ending-targets.js';
import { HoldingsRepository } from './holdings.repository.js';
import { displayNameOf, restorableUntil } from './lifecycle.mapper.js';
import { noInvitation } from './no-invitation.js';

/** What is removed; the receipt says so. */
type Removed = DeletionReceipt['removed'];

function refuseSuccessor(code: string, message: string): never {
  throw new AppError('invalid_request', { errors: [{ path: 'reassignTo', code, message }] });
}

function pendingInvitation(row: SelectedUser): ProfilePreview['pendingInvitation'] {
  const { invitation_sent_at: sentAt, invitation_expires_at: expiresAt } = row;
  if (row.accepted_at !== null || sentAt === null || expiresAt === null) return null;
  return { sentAt: sentAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

/** Deleting people: a tombstone with id and name stays, everything that they held goes. */
@Injectable()
export class DeletionService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly targets: EndingTargets,
    private readonly users: UsersRepository,
    private readonly holdings: HoldingsRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
    private readonly offers: OfferEndings,
  ) {}

  async preview(caller: Caller, userId: string): Promise<ProfilePreview> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      requirePermission(actor, 'users.manage');
      const row = await this.users.find(caller.acc, userId);
      if (row === undefined) throw new AppError('not_found');
      requireRemoval(actor, row);
      const { total, items } = await this.holdings.successors(caller.acc, userId);
      return {
        user: { id: userId, displayName: displayNameOf(row), role: row.role },
        teams: await this.holdings.teams(caller.acc, userId),
        mailboxes: await this.holdings.mailboxes(caller.acc, userId),
        ...(await this.holdings.settings(caller.acc, userId)),
        pendingInvitation: pendingInvitation(row),
        alternateEmails: row.alternate_emails,
        mention: row.mention,
        freesBillableSeat: row.role !== 'light_user' && row.suspended_at === null,
        endsElsewhere: [...endedElsewhere],
        successors: { total, items: items.map(({ id, name }) => ({ id, displayName: name })) },
      };
    });
  }

  async delete(caller: Caller, input: RequestOf<typeof lifecycleCalls.delete>): Promise<DeletionReceipt> {
    const { userId } = input;
    const reassignTo = input.reassignTo ?? null;
    return this.database.transaction({ accountId: caller.acc }, async () => {
      this.users.holdAccess(caller.acc);
      const kept = reassignTo === null ? [] : [reassignTo];
      const { actor, row } = await this.targets.lock(caller, userId, kept);
      requireFreshProof(caller);
      await this.requireSuccessor(row, reassignTo);
      const removed = await this.whatGoes(row);
      const apiRights = await this.apiRightsOf(actor, row);
      const deletedAt = new Date();
      const left = await this.users.leaveTeams(caller.acc, userId);
      await this.holdings.release(caller.acc, userId);
      await this.users.update(caller.acc, userId, tombstoneOf(row, actor, deletedAt));
      await this.record(row, { removed, teamIds: left.map(({ id }) => id).sort() }, reassignTo);
      const next = { ...row, version: row.version + 1 };
      await this.announcements.publish(lifecycleEvents.deleted, next, { userId, reassignTo, apiRights });
      await this.announcements.movedTeams(row, left, 'removed');
      await this.offers.endOf(row, { reason: 'deleted', by: actor.id });
      return {
        userId,
        displayName: displayNameOf(row),
        deletedAt: deletedAt.toISOString(),
        restorableUntil: restorableUntil(deletedAt),
        removed,
        kept: { alternateEmails: row.alternate_emails },
        reassignTo,
        endedElsewhere: [...endedElsewhere],
      };
    });
  }

  /** @throws AppError `invalid_request` for who is unknown, or could not do the work */
  private async requireSuccessor(row: SelectedUser, reassignTo: string | null): Promise<void> {
    if (reassignTo === null) return;
    if (reassignTo === row.id) refuseSuccessor('same_user', 'must be somebody else');
    const successor = await this.holdings.successor(row.account_id, reassignTo);
    if (successor === undefined) refuseSuccessor('unknown_id', 'names somebody that this account does not have');
    if (successor.role === 'light_user' || successor.state !== 'active') {
      refuseSuccessor('not_assignable', 'must be active and not a light user');
    }
  }

  private async whatGoes(row: SelectedUser): Promise<Removed> {
    const { account_id: accountId, id } = row;
    const { customPermissions, emailChange, ...settings } = await this.holdings.settings(accountId, id);
    return {
      teams: await this.holdings.teams(accountId, id),
      mailboxes: await this.holdings.mailboxes(accountId, id),
      customPermissions: customPermissions !== null,
      pendingInvitation: pendingInvitation(row) !== null,
      emailChange: emailChange !== null,
      ...settings,
      mention: row.mention,
    };
  }

  /** What tokens that they guard could do until now; null: nothing. */
  private async apiRightsOf({ plan, roleDefaults }: Actor, row: SelectedUser): Promise<Rights | null> {
    const { id, role } = row;
    const { customPermissions: custom } = await this.holdings.settings(row.account_id, id);
    const permissions = effectivePermissions({ role, plan, custom, roleDefaults });
    const refused = apiRefusal({ id, role, plan, roleDefaults, permissions }) !== undefined;
    return refused || row.suspended_at !== null ? null : { role, permissions: [...permissions] };
  }

  private async record(
    row: SelectedUser,
    { removed, teamIds }: { removed: Removed; teamIds: string[] },
    reassignTo: string | null,
  ): Promise<void> {
    const mailboxes = removed.mailboxes.items.map(({ id }) => id);
    await this.audit.record({
      accountId: row.account_id,
      action: 'user.deleted',
      target: { kind: 'user', id: row.id },
      change: {
        state: { before: stateOf(row), after: 'deleted' },
        teamIds: { before: teamIds, after: [] },
        mailboxIds: { before: mailboxes, after: [] },
        mention: { before: row.mention, after: null },
        reassignTo: { after: reassignTo },
      },
    });
  }
}

/** Name, address and role stay until the person is restored or erased; sign-in, access and invitations end now. */
function tombstoneOf(row: SelectedUser, actor: Actor, deletedAt: Date) {
  return {
    ...noInvitation(row),
    deleted_at: deletedAt,
    deleted_by: actor.id,
    signed_out_at: deletedAt,
    suspended_at: null,
    suspended_until: null,
    suspension_reason: null,
    permissions: null,
    locked_at: null,
    two_factor_enabled: false,
    photo_id: null,
  };
}
