import { z } from 'zod';
import { defineCall } from './calls.js';
import { IsoTime, PageOf, PageQuery, Uuid } from './primitives.js';

/** Name of an action: an aggregate and what happened to it, for example `user.role_changed`. */
export const AuditAction = z
  .string()
  .max(64)
  .regex(/^[a-z_]+\.[a-z_]+$/, 'must be an action like user.role_changed');

/** A field as it was and as it is; personal values are gone once the person whom the entry is about was erased. */
const FieldChange = z.object({ before: z.unknown().optional(), after: z.unknown().optional() });

export const AuditEntry = z
  .object({
    id: Uuid,
    at: IsoTime,
    action: z.string(),
    /** `name` is the present one: of deleted people the name they had, of erased people a placeholder. */
    actor: z.object({ kind: z.enum(['user', 'service', 'operator']), id: Uuid.nullable(), name: z.string() }),
    /** Teams and mailboxes that were deleted keep their last name. */
    target: z.object({ kind: z.string(), id: Uuid.nullable(), name: z.string().nullable() }),
    /** In an activity null of what others did to the person who reads it. */
    origin: z.object({ ip: z.string(), userAgent: z.string() }).nullable(),
    change: z.record(z.string(), FieldChange),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = PageOf(AuditEntry).meta({ id: 'AuditPage' });

/** `from` is included, `to` is not. */
export const AuditFilters = z.strictObject({
  actorId: Uuid.optional(),
  targetId: Uuid.optional(),
  action: AuditAction.optional(),
  from: IsoTime.optional(),
  to: IsoTime.optional(),
});

export const ListAuditQuery = PageQuery.extend(AuditFilters.shape);
export const ActivityQuery = PageQuery.omit({ total: true });

/** A piece of a CSV file: whole lines, at most 512 KiB. The first one begins with the header. */
export const CsvPiece = z.object({ text: z.string(), nextCursor: z.string().nullable() });

const cursor = z.string().min(1).max(1024).optional();

export const auditCalls = {
  list: defineCall({
    subject: 'users.audit.list.v1',
    authority: 'user',
    summary: 'One page of the audit log, newest first. Needs account.settings.',
    request: ListAuditQuery,
    response: AuditPage,
    errors: ['invalid_cursor'],
  }),
  export: defineCall({
    subject: 'users.audit.export.v1',
    authority: 'user',
    summary: 'The next piece of the audit log as CSV. Needs account.settings.',
    request: AuditFilters.extend({ cursor }),
    response: CsvPiece,
    errors: ['invalid_cursor'],
  }),
  activity: defineCall({
    subject: 'users.audit.activity.v1',
    authority: 'user',
    summary: 'Entries about and by one user, newest first; oneself, or anybody with users.manage.',
    request: ActivityQuery.extend({ userId: Uuid }),
    response: AuditPage,
    errors: ['invalid_cursor'],
  }),
};
