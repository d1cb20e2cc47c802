import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { emailChangeCalls, lifecycleEvents, type Caller, type EmailChange, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database, IdempotentCommands } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { requireFreshProof } from '../policy/fresh-proof.js';
import { ConfirmationLimits } from '../profile/confirmation-limits.js';
import { ProfileAccess, type Target } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { EmailChangesRepository, type SelectedEmailChange } from './email-changes.repository.js';

type Request = RequestOf<typeof emailChangeCalls.request>;

/** How long the link of the mail works. */
const validForMs = 24 * 3_600_000;

function toEmailChange(row: SelectedEmailChange): EmailChange {
  return {
    email: row.new_email,
    requestedAt: row.requested_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

function requireOtherAddress({ row }: Target, email: string): void {
  if (row.email !== email) return;
  const fault = { path: 'email', code: 'unchanged', message: 'is the present address' };
  throw new AppError('invalid_request', { errors: [fault] });
}

/** Asking for another address to sign in with. `EmailConfirmation` makes it count. */
@Injectable()
export class EmailChangesService {
  constructor(
    private readonly database: Database,
    private readonly commands: IdempotentCommands,
    private readonly access: ProfileAccess,
    private readonly changes: EmailChangesRepository,
    private readonly limits: ConfirmationLimits,
    private readonly facts: UserFacts,
    private readonly audit: AuditTrail,
  ) {}

  /** A newer request replaces an older one. That the address is free is decided when it is confirmed. */
  async request(caller: Caller, input: Request): Promise<EmailChange> {
    requireFreshProof(caller);
    const taken = await this.changes.isTaken(input.email);
    return this.commands.once(emailChangeCalls.request, caller, input, () => this.begin(caller, input, taken));
  }

  async get(caller: Caller, userId: string): Promise<EmailChange> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      await this.access.toRead(caller, userId);
      const open = await this.changes.findOpen(caller.acc, userId);
      if (open === undefined) throw new AppError('not_found');
      return toEmailChange(open);
    });
  }

  async cancel(caller: Caller, userId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      await this.access.toWrite(caller, userId);
      const open = await this.changes.cancelOpen(caller.acc, userId);
      if (open !== undefined) await this.record(caller, userId, { action: 'cancelled', before: open.new_email });
      return {};
    });
  }

  private async begin(caller: Caller, { userId, email }: Request, taken: boolean): Promise<EmailChange> {
    const { acc: accountId, sub: requestedBy } = caller;
    const target = await this.access.toWrite(caller, userId);
    await this.access.requireReaddressing(target);
    requireOtherAddress(target, email);
    if (taken) throw new AppError('email_taken');
    await this.limits.take({ accountId, userId, address: email });
    const replaced = await this.changes.cancelOpen(accountId, userId);
    const expiresAt = new Date(Date.now() + validForMs);
    const addresses = { oldEmail: target.row.email, newEmail: email };
    const change = await this.changes.insert({
      id: uuidv7(),
      accountId,
      userId,
      requestedBy,
      expiresAt,
      ...addresses,
    });
    await this.record(caller, userId, { action: 'requested', before: replaced?.new_email ?? null, after: email });
    const data = { userId, purpose: 'email_change' as const, subjectId: change.id, expiresAt: expiresAt.toISOString() };
    await this.facts.publish(target.row, { type: lifecycleEvents.confirmationRequested, data });
    return toEmailChange(change);
  }

  private async record(
    { acc: accountId }: Caller,
    id: string,
    { action, before, after = null }: { action: string; before: string | null; after?: string | null },
  ): Promise<void> {
    const change = { newEmail: { before, after } };
    await this.audit.record({
      accountId,
      action: `user.email_change_${action}`,
      target: { kind: 'user', id },
      change,
    });
  }
}
