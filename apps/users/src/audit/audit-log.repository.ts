import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Position } from '../lists/cursor.js';
import {
  activityStatement,
  logCountStatement,
  logStatement,
  type AuditConditions,
  type SelectedEntry,
} from './audit-log.query.js';

interface PageBounds {
  limit: number;
  after: Position | undefined;
}

/** Reads the log; only {@link AuditTrail} writes it. */
@Injectable()
export class AuditLogRepository {
  constructor(private readonly database: Database) {}

  async list(accountId: string, filters: AuditConditions, page: PageBounds): Promise<SelectedEntry[]> {
    const { text, values } = logStatement(accountId, filters, page);
    return this.database.query<SelectedEntry>(text, values);
  }

  async count(accountId: string, filters: AuditConditions, limit: number): Promise<number> {
    const { text, values } = logCountStatement(accountId, filters, limit);
    const [row] = await this.database.query<{ total: number }>(text, values);
    return row?.total ?? 0;
  }

  async activity(accountId: string, userId: string, page: PageBounds): Promise<SelectedEntry[]> {
    const { text, values } = activityStatement(accountId, userId, page);
    return this.database.query<SelectedEntry>(text, values);
  }

  /** Deleted people too: what they did stays to be read. */
  async knows(accountId: string, userId: string): Promise<boolean> {
    const rows = await this.database.query('SELECT FROM users WHERE account_id = $1 AND id = $2', [accountId, userId]);
    return rows.length > 0;
  }
}
