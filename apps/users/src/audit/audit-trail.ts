import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { currentContext } from '#observability';
import { Database } from '#postgres';

/** `{field: {before, after}}`; values are plain JSON and never secrets. */
export type Change = Record<string, { before?: unknown; after?: unknown }>;

/** What happened to what. The actor and where they came from are read from the context of the call. */
export interface Audited {
  accountId: string;
  /** For example `user.role_changed`: an aggregate and a past participle, like event types. */
  action: string;
  target: { kind: 'account' | 'user' | 'team' | 'mailbox' | 'import' | 'webhook'; id: string };
  change?: Change;
}

/** Fields that tell who somebody is; their values can be erased while the entry stays. */
const personalFields = new Set([
  'firstName',
  'lastName',
  'email',
  'newEmail',
  'alternateEmails',
  'phone',
  'jobTitle',
  'mention',
  'photo',
  'addresses',
  'reason',
]);

function pick(change: Change, wanted: (field: string) => boolean): string | null {
  const fields = Object.entries(change).filter(([field]) => wanted(field));
  return fields.length === 0 ? null : JSON.stringify(Object.fromEntries(fields));
}

/** Who acts, and from where: from the context of the call, never from a request. */
function actorValues(): unknown[] {
  const { caller, origin, requestId } = currentContext() ?? {};
  const actor = caller === undefined ? ['service', null] : ['user', caller.sub];
  const from = origin === undefined ? [null, null] : [origin.ip, origin.userAgent];
  return [...actor, ...from, requestId ?? null];
}

/** Writes the audit log, in the transaction of the change that it tells of. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** @throws Error outside a transaction */
  async record({ accountId, action, target, change = {} }: Audited): Promise<void> {
    const plain = pick(change, (field) => !personalFields.has(field)) ?? '{}';
    const personal = pick(change, (field) => personalFields.has(field));
    await this.database.query(
      `INSERT INTO audit_entries (id, account_id, at, action, target_kind, target_id, change, personal_change,
         actor_kind, actor_id, ip, user_agent, request_id)
       VALUES ($1, $2, now(), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [uuidv7(), accountId, action, target.kind, target.id, plain, personal, ...actorValues()],
      'audit-record',
    );
  }
}
