import { Inject, Injectable } from '@nestjs/common';
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
import { OfferEndings } from './offer-endings.js';
import { OwnershipRepository, type Party, type Transfer } from './ownership.repository.js';
import { RECOVERIES, type Recoveries } from './recoveries.js';

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
 * The ownership of an account moves by an offer of the owner and its acceptance. Everything here takes the access of the
 * account first, then people, and the offer last, as all that ends an offer does, so that nobody waits in a circle.
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
    private readonly endings: OfferEndings,
    @Inject(RECOVERIES) private readonly recoveries: Recoveries,
  ) {}

  /** Runs in the transaction of the command. */
  async request(caller: Caller, userId: string) {
    this.users.holdAccess(caller.acc);
    const [actor, successor] = await Promise.all([
      this.actors.toWrite(caller, { changed: [userId] }),
      this.transfers.party(caller.acc, userId),
    ]);
    requireOwner(actor);
    requireFreshProof(caller);
    if ((await this.transfers.find(caller.acc)) !== undefined) throw new AppError('transfer_pending');
    requireSuccessor(successor);
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
      this.users.holdAccess(caller.acc);
      const actor = await this.actors.toWrite(caller);
      const transfer = await this.transfers.lock(caller.acc);
      const declines = transfer?.to_user_id === actor.id;
      if (!declines) requireManager(actor);
      if (transfer === undefined) throw new AppError('not_found');
      if (!declines && actor.role !== 'owner') throw new AppError('forbidden');
      await this.endings.end(caller.acc, transfer, { reason: declines ? 'declined' : 'withdrawn', by: actor.id });
    });
  }

  /**
   * Holds the owner and the successor before anything is decided: of many acceptances one finds the offer, and a
   * demotion, suspension, deletion or change of address comes before or after the whole. How the caller came in is asked
   * before, because auth answers it: a session that somebody else got began before this call.
   */
  async accept(caller: Caller) {
    const recoveredAt = await this.recoveries.last({ accountId: caller.acc, userId: caller.sub });
    return this.database.transaction({ accountId: caller.acc }, async () => {
      this.users.holdAccess(caller.acc);
      const { transfer, owner, successor } = await this.hold(caller.acc);
      const actor = await this.actors.toRead(caller);
      if (transfer?.to_user_id !== actor.id) requireManager(actor);
      if (transfer === undefined || owner?.role !== 'owner') throw new AppError('no_transfer_pending');
      if (transfer.to_user_id !== actor.id) throw new AppError('forbidden');
      const next = requireSuccessor(successor);
      await this.requireSamePerson(caller.acc, transfer, recoveredAt);
      await this.exchange(owner, next);
      const row = await this.users.find(caller.acc, caller.sub);
      if (row === undefined) throw new AppError('not_found');
      return toVersioned(row);
    });
  }

  /** Both people, and the offer that is open when they are held. */
  private async hold(accountId: string): Promise<{ transfer?: Transfer; owner?: Party; successor?: Party }> {
    const seen = await this.transfers.find(accountId);
    if (seen === undefined) return {};
    const parties = [seen.from_user_id, seen.to_user_id] as const;
    this.actors.hold(accountId, { changed: parties });
    const [owner, successor] = await Promise.all(parties.map((id) => this.transfers.party(accountId, id)));
    const transfer = await this.transfers.lock(accountId);
    // Another offer, to somebody who is not held.
    if (transfer?.to_user_id !== seen.to_user_id || transfer.from_user_id !== seen.from_user_id) return {};
    return { transfer, ...(owner && { owner }), ...(successor && { successor }) };
  }

  /**
   * What lets somebody else into the person ends the offer, but auth tells of its part a moment later.
   * @throws AppError `no_transfer_pending`
   */
  private async requireSamePerson(accountId: string, transfer: Transfer, recoveredAt: Date | null): Promise<void> {
    const recovered = recoveredAt !== null && recoveredAt >= transfer.requested_at;
    if (recovered || (await this.transfers.outlivedPerson(accountId, transfer))) {
      throw new AppError('no_transfer_pending');
    }
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
