import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientOrigin } from '#contracts';
import { currentContext } from '#observability';
import { Database } from '#postgres';
import { isPersonal } from './audit-fields.js';

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

/** What an event of another service says happened. */
export interface ToldFact extends Omit<Audited, 'accountId'> {
  event: { id: string; time: string; accountid: string; actorid: string | null; requestid?: string | undefined };
  /** Who it was where the event cannot say: nobody was signed in. */
  actorId?: string;
  origin: ClientOrigin | null;
}

function pick(change: Change, wanted: (field: string) => boolean): string | null {
  const fields = Object.entries(change).filter(([field]) => wanted(field));
  return fields.length === 0 ? null : JSON.stringify(Object.fromEntries(fields));
}

/** What can stay for ever, and what goes when the person is erased. */
function parts({ action, target, change = {} }: Omit<Audited, 'accountId'>): [string, string | null] {
  const personal = (field: string): boolean => isPersonal({ action, targetKind: target.kind }, field);
  return [pick(change, (field) => !personal(field)) ?? '{}', pick(change, personal)];
}

/** Who acts, and from where: from the context of the call, never from a request. */
function actorValues(): unknown[] {
  const { caller, origin, requestId } = currentContext() ?? {};
  const actor = caller === undefined ? ['service', null] : ['user', caller.sub];
  const from = origin === undefined ? [null, null] : [origin.ip, origin.userAgent];
  return [...actor, ...from, requestId ?? null];
}

const insert = `INSERT INTO audit_entries (id, account_id, at, action, target_kind, target_id, change, personal_change,
  actor_kind, actor_id, ip, user_agent, request_id)`;

/** Writes the audit log, in the transaction of the change that it tells of. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** @throws Error outside a transaction */
  async record({ accountId, ...audited }: Audited): Promise<void> {
    const { action, target } = audited;
    this.database.post(
      `${insert} VALUES ($1, $2, now(), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [uuidv7(), accountId, action, target.kind, target.id, ...parts(audited), ...actorValues()],
      'audit-record',
    );
  }

  /** As {@link record} for many of one account, in one statement. */
  async recordAll(accountId: string, entries: readonly Omit<Audited, 'accountId'>[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map((entry) => {
      const { action, target } = entry;
      const [plain, personal] = parts(entry);
      return { id: uuidv7(), action, kind: target.kind, target: target.id, plain, personal };
    });
    this.database.post(
      `${insert} SELECT e.id, $2::uuid, now(), e.action, e.kind, e.target, e.plain::jsonb, e.personal::jsonb,
         $3, $4::uuid, $5, $6, $7
       FROM jsonb_to_recordset($1::jsonb)
         AS e (id uuid, action text, kind text, target uuid, plain text, personal text)`,
      [JSON.stringify(rows), accountId, ...actorValues()],
      'audit-record-all',
    );
  }

  /** What another service tells of: with its own id and time, so that telling it twice writes it once. */
  async recordFact(fact: ToldFact): Promise<void> {
    const { event, action, target, origin } = fact;
    const actorId = fact.actorId ?? event.actorid;
    const actor = actorId === null ? ['service', null] : ['user', actorId];
    const from = [origin?.ip ?? null, origin?.userAgent ?? null, event.requestid ?? null];
    this.database.post(
      // What is told late of somebody who was erased meanwhile comes without where they were.
      `${insert} SELECT $1::uuid, $2::uuid, $3::timestamptz, $4, $5, $6::uuid, $7::jsonb, $8::jsonb, $9, $10::uuid,
         CASE WHEN NOT gone.erased THEN $11 END, CASE WHEN NOT gone.erased THEN $12 END, $13
       FROM (SELECT EXISTS (SELECT FROM users u WHERE u.account_id = $2::uuid
         AND u.id = coalesce($10::uuid, $6::uuid) AND u.erased_at IS NOT NULL) AS erased) gone
       ON CONFLICT ON CONSTRAINT pk_audit_entries DO NOTHING`,
      [event.id, event.accountid, event.time, action, target.kind, target.id, ...parts(fact), ...actor, ...from],
      'audit-record-fact',
    );
  }
}
