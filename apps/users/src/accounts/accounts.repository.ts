import { Injectable } from '@nestjs/common';
import type { PlanName } from '#contracts';
import { Database } from '#postgres';
import type { SelectedAccount } from './account.mapper.js';

const columns = `id, name, plan, timezone, time_format, locale, require_two_factor, session_idle_days,
  session_max_days, allowed_ip_ranges, version, created_at, updated_at`;

/** Columns that an update may set. */
export type AccountChanges = Partial<
  Pick<
    SelectedAccount,
    | 'name'
    | 'plan'
    | 'timezone'
    | 'time_format'
    | 'locale'
    | 'require_two_factor'
    | 'session_idle_days'
    | 'session_max_days'
    | 'allowed_ip_ranges'
  >
>;

export interface NewAccount {
  id: string;
  name: string;
  plan: PlanName;
  timezone: string;
  locale: string;
}

/** What the users service knows of things that a plan has or lacks. */
export interface PlanUse {
  teams: number;
  customised: number;
  light: number;
}

@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  async find(accountId: string): Promise<SelectedAccount | undefined> {
    const [row] = await this.database.query<SelectedAccount>(
      `SELECT ${columns} FROM accounts WHERE id = $1`,
      [accountId],
      'account-find',
    );
    return row;
  }

  /** As {@link find}, and holds the row until the transaction ends. */
  async lock(accountId: string): Promise<SelectedAccount | undefined> {
    const [row] = await this.database.query<SelectedAccount>(
      `SELECT ${columns} FROM accounts WHERE id = $1 FOR NO KEY UPDATE`,
      [accountId],
      'account-lock',
    );
    return row;
  }

  /**
   * Sets columns and raises the version by the number of events that tell of it: each has a version of its own.
   * Column names come from this service's own code, never from a request.
   */
  async update(accountId: string, changes: AccountChanges, events: number): Promise<SelectedAccount> {
    const entries = Object.entries(changes);
    const sets = entries.map(([column], index) => `${column} = $${index + 3}`);
    const [row] = await this.database.query<SelectedAccount>(
      `UPDATE accounts SET ${[...sets, 'version = version + $2', 'updated_at = now()'].join(', ')}
       WHERE id = $1 RETURNING ${columns}`,
      [accountId, events, ...entries.map(([, value]) => value)],
    );
    if (row === undefined) throw new Error('The account is gone');
    return row;
  }

  /** @returns false when there is an account with this id already */
  async insert({ id, name, plan, timezone, locale }: NewAccount): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO accounts (id, name, plan, timezone, locale) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT pk_accounts DO NOTHING RETURNING id`,
      [id, name, plan, timezone, locale],
    );
    return rows.length > 0;
  }

  async use(accountId: string): Promise<PlanUse> {
    const [row] = await this.database.query<PlanUse>(
      `SELECT (SELECT count(*)::int FROM teams WHERE account_id = $1) AS teams,
         (SELECT count(*)::int FROM role_permissions WHERE account_id = $1)
           + count(*) FILTER (WHERE permissions IS NOT NULL)::int AS customised,
         count(*) FILTER (WHERE role = 'light_user')::int AS light
       FROM users WHERE account_id = $1 AND deleted_at IS NULL`,
      [accountId],
    );
    return row ?? { teams: 0, customised: 0, light: 0 };
  }
}
