import { Injectable } from '@nestjs/common';
import type { Caller, PlanName, Role } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';

/** Who acts, as the database knows them now: nothing about rights is ever taken from a token. */
export interface Actor {
  id: string;
  accountId: string;
  accountName: string;
  role: Role;
  plan: PlanName;
  timezone: string;
  timeFormat: string;
  locale: string;
}

interface ActorRow {
  role: Role;
  account_name: string;
  plan: PlanName;
  timezone: string;
  time_format: string;
  locale: string;
}

const statement = `SELECT u.role, a.name AS account_name, a.plan, a.timezone, a.time_format, a.locale
  FROM users u JOIN accounts a ON a.id = u.account_id
  WHERE u.account_id = $1 AND u.id = $2 AND u.deleted_at IS NULL AND u.suspended_at IS NULL`;

@Injectable()
export class ActorRepository {
  constructor(private readonly database: Database) {}

  /** @throws AppError `unauthenticated` when the person is deleted or suspended meanwhile */
  async toRead(caller: Caller): Promise<Actor> {
    return this.load(caller, statement, 'actor');
  }

  /** Holds the row until the transaction ends, so that a demotion cannot slip between the decision and the write. */
  async toWrite(caller: Caller): Promise<Actor> {
    return this.load(caller, `${statement} FOR SHARE OF u`, 'actor-share');
  }

  private async load(caller: Caller, sql: string, name: string): Promise<Actor> {
    const [row] = await this.database.query<ActorRow>(sql, [caller.acc, caller.sub], name);
    if (row === undefined) throw new AppError('unauthenticated');
    return {
      id: caller.sub,
      accountId: caller.acc,
      accountName: row.account_name,
      role: row.role,
      plan: row.plan,
      timezone: row.timezone,
      timeFormat: row.time_format,
      locale: row.locale,
    };
  }
}
