import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { CONFIG, type AuthConfig } from '../config.js';

/** What an account asks of its sessions. */
export interface AccountSecurity {
  requireTwoFactor: 'none' | 'managers' | 'everyone';
  sessionIdleDays: number;
  sessionMaxDays: number;
  /** CIDR ranges; empty is everywhere. */
  allowedIpRanges: string[];
}

@Injectable()
export class AccountSecurityRepository {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'SESSION_IDLE_DAYS' | 'SESSION_MAX_DAYS'>,
  ) {}

  /** The defaults of this installation for accounts that never changed anything. */
  async of(accountId: string): Promise<AccountSecurity> {
    const [row] = await this.database.query<AccountSecurity>(
      `SELECT require_two_factor AS "requireTwoFactor", session_idle_days AS "sessionIdleDays",
         session_max_days AS "sessionMaxDays", allowed_ip_ranges AS "allowedIpRanges"
       FROM account_security WHERE account_id = $1`,
      [accountId],
      'account-security',
    );
    const { SESSION_IDLE_DAYS: sessionIdleDays, SESSION_MAX_DAYS: sessionMaxDays } = this.config;
    return row ?? { requireTwoFactor: 'none', sessionIdleDays, sessionMaxDays, allowedIpRanges: [] };
  }

  /** @returns false when something newer is known already */
  async put(accountId: string, version: number, security: AccountSecurity): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO account_security AS a
         (account_id, version, require_two_factor, session_idle_days, session_max_days, allowed_ip_ranges)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT pk_account_security DO UPDATE SET version = excluded.version,
         require_two_factor = excluded.require_two_factor, session_idle_days = excluded.session_idle_days,
         session_max_days = excluded.session_max_days, allowed_ip_ranges = excluded.allowed_ip_ranges
         WHERE a.version < excluded.version
       RETURNING 1`,
      [
        accountId,
        version,
        security.requireTwoFactor,
        security.sessionIdleDays,
        security.sessionMaxDays,
        security.allowedIpRanges,
      ],
    );
    return rows.length > 0;
  }

  /** Open sessions never live longer than the account says now; longer limits count for new ones. */
  async shortenSessions(accountId: string, { sessionIdleDays, sessionMaxDays }: AccountSecurity): Promise<void> {
    await this.database.query(
      `UPDATE sessions SET idle_seconds = least(idle_seconds, $2 * 86400),
         expires_at = least(expires_at, created_at + $3 * interval '1 day')
       WHERE account_id = $1 AND ended_at IS NULL
         AND (idle_seconds > $2 * 86400 OR expires_at > created_at + $3 * interval '1 day')`,
      [accountId, sessionIdleDays, sessionMaxDays],
    );
  }
}
