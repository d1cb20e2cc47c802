import { Injectable } from '@nestjs/common';
import { ownershipEvents, userEvents, type Caller, type ownershipCalls, type ResponseOf, type Role } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AccountAnnouncements } from '../accounts/account-announcements.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { AuditTrail, type Change } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requireFreshProof } from '../policy/fresh-proof.js';
import { can, requireOwner } from '../policy/user.policy.js';
import { toVersioned } from '../users/user.mapper.js';
import { AccessShifts } from '../users/access-shifts.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { OwnershipRepository, type Party, type Transfer } from './ownership.repository.js';

/** Days that an offer waits for its answer. */
const openForDays = 7;

function shown(transfer: Transfer): ResponseOf<typeof ownershipCalls.get> {
  return {
    userId: transfer.to_user_id,
    requestedBy: transfer.from_user_id,
    requestedAt: transfer.requested_at.toISOString(),
    expiresAt: transfer.expires_at.toISOString(),
  };
}

function requireManager(actor: Actor): void {
  if (actor.role !== 'owner' && actor.role !== 'administrator') throw new AppError('forbidden');
}

/** @throws AppError `invalid_request` for people the account does not have, `conflict` for who cannot become owner */
function requireSuccessor(party: Party | undefined): Party {
  if (party === undefined) {
    const fault = { path: 'userId', code: 'unknown_id', message: 'names something that this account does not have' };
    throw new AppError('invalid_request', { errors: [fault] });
  }
  if (party.role !== 'administrator' || party.state !== 'active') {
    throw new AppError('conflict', { detail: 'Only an active administrator can become the owner' });
  }
  return party;
}

/**
 * The ownership of an account moves by an offer of the owner and its acceptance. Everything here takes the offer first
 * and people afterwards, so that nobody waits in a circle.
 */
@Injectable()
export class OwnershipService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly transfers: OwnershipRepository,
    private readonly accounts: AccountsRepository,
    private readonly users: UsersRepository,
    private readonly announcements: AccountAnnouncements,
    private readonly userAnnouncements: UserAnnouncements,
    private readonly accessShifts: AccessShifts,
    private readonly audit: AuditTrail,
  ) {}

  /** Runs in the transaction of the command. */
  async request(caller: Caller, userId: string) {
    const pending = await this.transfers.lock(caller.acc);
    const actor = await this.actors.toWrite(caller);
    requireOwner(actor);
    requireFreshProof(caller);
    if (pending !== undefined) throw new AppError('transfer_pending');
    requireSuccessor(await this.transfers.lockParty(caller.acc, userId));
    const transfer = await this.transfers.open(caller.acc, actor.id, userId, openForDays);
    const answer = shown(transfer);
    const account = await this.note(caller.acc, 'account.ownership_transfer_requested', {
      offeredTo: { after: userId },
    });
    const fact = { from: actor.id, to: userId, expiresAt: answer.expiresAt };
    await this.announcements.publish(ownershipEvents.requested, account, fact);
    return answer;
  }

  async get(caller: Caller) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      const transfer = await this.transfers.find(caller.acc);
      if (transfer?.to_user_id !== actor.id && !can(actor, 'account.settings')) throw new AppError('forbidden');
      if (transfer === undefined) throw new AppError('not_found');
      return shown(transfer);
    });
  }

  async withdraw(caller: Caller): Promise<void> {
    await this.database.transaction({ accountId: caller.acc }, async () => {
      const transfer = await this.transfers.lock(caller.acc);
      const actor = await this.actors.toWrite(caller);
      requireManager(actor);
      if (transfer === undefined) throw new AppError('not_found');
      if (actor.role !== 'owner' && transfer.to_user_id !== actor.id) throw new AppError('forbidden');
      await this.transfers.close(caller.acc);
      const { from_user_id: from, to_user_id: to } = transfer;
      const change = { offeredTo: { before: to } };
      const account = await this.note(caller.acc, 'account.ownership_transfer_withdrawn', change);
      await this.announcements.publish(ownershipEvents.withdrawn, account, { from, to, by: actor.id });
    });
  }

  /**
   * Holds the owner and the successor before anything is decided: of many acceptances one finds the offer, and a
   * demotion or suspension comes before or after the whole.
   */
  async accept(caller: Caller) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      await this.users.holdAccess(caller.acc);
      const transfer = await this.transfers.lock(caller.acc);
      const owner = transfer && (await this.transfers.lockParty(caller.acc, transfer.from_user_id));
      const successor = transfer && (await this.transfers.lockParty(caller.acc, transfer.to_user_id));
      const actor = await this.actors.toRead(caller);
      if (transfer?.to_user_id !== actor.id) requireManager(actor);
      if (transfer === undefined || owner?.role !== 'owner') throw new AppError('no_transfer_pending');
      if (transfer.to_user_id !== actor.id) throw new AppError('forbidden');
      await this.exchange(owner, requireSuccessor(successor));
      const row = await this.users.find(caller.acc, caller.sub);
      if (row === undefined) throw new AppError('not_found');
      return toVersioned(row);
    });
  }

  private async exchange(owner: Party, successor: Party): Promise<void> {
    const { account_id: accountId } = owner;
    const before = await this.users.find(accountId, successor.id);
    // The old owner first: at no moment may there be two.
    await this.move(owner, 'administrator');
    await this.move(successor, 'owner');
    // An owner uses every mailbox without a grant, an administrator by grants.
    await this.users.grantAllMailboxes(accountId, owner.id);
    if (before !== undefined) await this.accessShifts.tell(before);
    await this.transfers.close(accountId);
    const change = { ownerId: { before: owner.id, after: successor.id } };
    const account = await this.note(accountId, 'account.ownership_transferred', change);
    await this.announcements.publish(ownershipEvents.transferred, account, { from: owner.id, to: successor.id });
  }

  private async move(party: Party, role: Role): Promise<void> {
    const { account_id: accountId, id } = party;
    await this.transfers.changeRole(accountId, id, role);
    await this.audit.record({
      accountId,
      action: 'user.role_changed',
      target: { kind: 'user', id },
      change: { role: { before: party.role, after: role } },
    });
    const next = { ...party, version: party.version + 1 };
    await this.userAnnouncements.publish(userEvents.roleChanged, next, { userId: id, from: party.role, to: role });
  }

  /** Audit entry and next version of the account. */
  private async note(accountId: string, action: string, change: Change): Promise<{ id: string; version: number }> {
    await this.audit.record({ accountId, action, target: { kind: 'account', id: accountId }, change });
    return this.accounts.update(accountId, {}, 1);
  }
}
