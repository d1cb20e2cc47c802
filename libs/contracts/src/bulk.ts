import { z } from 'zod';
import { CsvPiece } from './audit.js';
import { defineCall } from './calls.js';
import { IdList, IsoTime, Nothing, PageOf, PageQuery, Uuid } from './primitives.js';
import { ListUsersQuery } from './users.js';

/** Limits of one import. */
export const importLimits = { bytes: 32 * 1_048_576, rows: 100_000, chunkBytes: 512 * 1024 } as const;

export const ImportState = z.enum(['receiving', 'running', 'finished', 'cancelled', 'failed']);

export const importOutcomes = ['created', 'would_create', 'invalid', 'email_taken', 'duplicate_in_file'] as const;
/** What became of a row. `would_create` is what a dry run says of rows that it finds nothing wrong with. */
export const ImportOutcome = z.enum(importOutcomes);
export type ImportOutcome = z.infer<typeof ImportOutcome>;

/** An import as a whole. `total` is null until the file was read. */
export const UserImport = z
  .object({
    id: Uuid,
    state: ImportState,
    dryRun: z.boolean(),
    total: z.int().nonnegative().nullable(),
    done: z.int().nonnegative(),
    /** Rows created, or that would be created in a dry run. */
    created: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    /** Columns of the file that mean nothing here. */
    ignoredColumns: z.array(z.string()),
    /** Why nothing of it, or nothing further, was done. */
    failure: z.object({ code: z.string(), detail: z.string() }).nullable(),
    createdBy: Uuid,
    createdAt: IsoTime,
    startedAt: IsoTime.nullable(),
    finishedAt: IsoTime.nullable(),
  })
  .meta({ id: 'UserImport' });
export type UserImport = z.infer<typeof UserImport>;

/** A row of an import. `number` counts rows of data from 1; `outcome` is null while it waits. */
export const ImportRow = z
  .object({
    number: z.int().positive(),
    email: z.string().nullable(),
    outcome: ImportOutcome.nullable(),
    userId: Uuid.nullable(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'ImportRow' });
export type ImportRow = z.infer<typeof ImportRow>;

export const UserImportPage = PageOf(UserImport).meta({ id: 'UserImportPage' });
export const UserImportDetail = UserImport.extend({ rows: PageOf(ImportRow) }).meta({ id: 'UserImportDetail' });

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const CreateImportQuery = z.strictObject({ dryRun: flag.default(false) });
export const ImportRowsQuery = PageQuery.omit({ total: true }).extend({ outcome: ImportOutcome.optional() });
export const ListImportsQuery = PageQuery.omit({ total: true });

/** Everybody named, or up to 100 of those who were never invited. Who was and had it revoked is to be named. */
export const InviteManyBody = z
  .union([
    z.strictObject({ userIds: IdList(100).refine((ids) => ids.length > 0, 'must name somebody') }),
    z.strictObject({ filter: z.literal('not_invited') }),
  ])
  .meta({ id: 'InviteMany' });

export const InviteManyAnswer = z
  .object({
    results: z
      .array(
        z.object({
          userId: Uuid,
          result: z.enum(['invited', 'already_active', 'suspended', 'forbidden', 'not_found']),
        }),
      )
      .max(100),
    /** With `filter`: whether more of them are waiting; send it again. */
    more: z.boolean(),
  })
  .meta({ id: 'InviteManyAnswer' });

/** Filters and sort of the list, without its pages. */
export const ExportUsersQuery = ListUsersQuery.omit({ limit: true, cursor: true, total: true });

const importId = z.strictObject({ importId: Uuid });

export const importCalls = {
  begin: defineCall({
    subject: 'users.imports.begin.v1',
    authority: 'user',
    summary: 'Open an import that receives its file in pieces. One at a time per account.',
    request: z.strictObject({ dryRun: z.boolean(), format: z.enum(['csv', 'json']) }),
    response: UserImport,
    errors: ['import_running', 'idempotency_conflict', 'idempotency_in_progress'],
  }),
  append: defineCall({
    subject: 'users.imports.append.v1',
    authority: 'user',
    summary: 'Bytes of the file in base64, at most 512 KiB before encoding. The same position again replaces.',
    request: importId.extend({
      position: z.int().min(0).max(1000),
      content: z.base64().max(Math.ceil(importLimits.chunkBytes / 3) * 4),
    }),
    response: Nothing,
    errors: ['conflict'],
  }),
  start: defineCall({
    subject: 'users.imports.start.v1',
    authority: 'user',
    summary: 'The file is complete: work on it. Again with the same digest answers the same.',
    request: importId.extend({ pieces: z.int().min(1).max(1001), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    response: UserImport,
    errors: ['conflict', 'idempotency_conflict'],
  }),
  cancel: defineCall({
    subject: 'users.imports.cancel.v1',
    authority: 'user',
    summary: 'Do nothing further. What was created stays.',
    /** With `whileReceiving` only an import whose file is not complete yet ends. */
    request: importId.extend({ whileReceiving: z.boolean().default(false) }),
    response: UserImport,
    errors: ['conflict'],
  }),
  get: defineCall({
    subject: 'users.imports.get.v1',
    authority: 'user',
    summary: 'Progress, and a page of rows with what became of each.',
    request: ImportRowsQuery.extend({ importId: Uuid }),
    response: UserImportDetail,
    errors: ['invalid_cursor'],
  }),
  list: defineCall({
    subject: 'users.imports.list.v1',
    authority: 'user',
    summary: 'Imports of the last 30 days, newest first.',
    request: ListImportsQuery,
    response: UserImportPage,
    errors: ['invalid_cursor'],
  }),
};

export const bulkCalls = {
  inviteMany: defineCall({
    subject: 'users.bulk.invite.v1',
    authority: 'user',
    summary: 'Send or re-send up to 100 invitations; says what became of each.',
    request: InviteManyBody,
    response: InviteManyAnswer,
    errors: ['idempotency_conflict', 'idempotency_in_progress'],
    deadlineMs: 10_000,
  }),
  exportUsers: defineCall({
    subject: 'users.bulk.export.v1',
    authority: 'user',
    summary: 'The next piece of the user list as CSV, with its filters. Needs users.manage.',
    request: ExportUsersQuery.extend({ cursor: z.string().min(1).max(1024).optional() }),
    response: CsvPiece,
    errors: ['invalid_cursor', 'plan_required'],
  }),
};
