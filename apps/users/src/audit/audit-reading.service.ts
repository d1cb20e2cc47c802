import { Injectable } from '@nestjs/common';
import type { auditCalls, Caller, RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { byteOrderMark, csvPiece } from '../lists/csv.js';
import { Cursors, type Position } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { activityShownTo } from './activity.policy.js';
import type { SelectedEntry } from './audit-log.query.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { auditCsvHeader, toAuditEntry, toAuditLine } from './audit-entry.mapper.js';

/** Counting ends here: what it costs must not grow with the log. */
const countedUpTo = 10_000;
const rowsOfPiece = 500;

const positionOf = (row: SelectedEntry): Position => ({ key: row.position, id: row.id });

/** The audit log, for those who run the account; and each person's own part of it. */
@Injectable()
export class AuditReading {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly entries: AuditLogRepository,
    private readonly cursors: Cursors,
  ) {}

  async list(caller: Caller, { limit, cursor, total: wantsTotal, ...filters }: RequestOf<typeof auditCalls.list>) {
    const bound = [caller.acc, 'audit', filters];
    const after = this.after(cursor, bound);
    return this.asManager(caller, async () => {
      const rows = await this.entries.list(caller.acc, filters, { limit: limit + 1, after });
      const page = this.page(rows, limit, bound);
      if (!wantsTotal) return page;
      const total = await this.entries.count(caller.acc, filters, countedUpTo);
      return {
        ...page,
        total: Math.min(total, countedUpTo),
        ...(total > countedUpTo ? { totalIsMinimum: true as const } : {}),
      };
    });
  }

  async export(caller: Caller, { cursor, ...filters }: RequestOf<typeof auditCalls.export>) {
    const bound = [caller.acc, 'audit export', filters];
    const after = this.after(cursor, bound);
    return this.asManager(caller, async () => {
      const rows = await this.entries.list(caller.acc, filters, { limit: rowsOfPiece, after });
      const { text, taken } = csvPiece(rows, toAuditLine);
      const last = rows[taken - 1];
      const more = last !== undefined && (taken < rows.length || rows.length === rowsOfPiece);
      return {
        text: cursor === undefined ? `${byteOrderMark}${auditCsvHeader}${text}` : text,
        nextCursor: more ? this.cursors.write(positionOf(last), bound) : null,
      };
    });
  }

  async activity(caller: Caller, { userId, limit, cursor }: RequestOf<typeof auditCalls.activity>) {
    const bound = [caller.acc, 'activity', userId];
    const after = this.after(cursor, bound);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      if (actor.id !== userId) requirePermission(actor, 'users.manage');
      if (!(await this.entries.knows(caller.acc, userId))) throw new AppError('not_found');
      const rows = await this.entries.activity(caller.acc, userId, { limit: limit + 1, after });
      return this.page(
        rows.map((row) => activityShownTo(actor, row)),
        limit,
        bound,
      );
    });
  }

  private after(cursor: string | undefined, bound: unknown): Position | undefined {
    return cursor === undefined ? undefined : this.cursors.read(cursor, bound);
  }

  private page(rows: readonly SelectedEntry[], limit: number, list: unknown) {
    return pageOf({ rows, limit, item: toAuditEntry, position: positionOf, cursors: this.cursors, list });
  }

  private async asManager<T>(caller: Caller, read: () => Promise<T>): Promise<T> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requirePermission(await this.actors.toRead(caller), 'account.settings');
      return read();
    });
  }
}
