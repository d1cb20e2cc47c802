import type { z } from 'zod';
import type { Account, AccountSecurity, PlanName } from '#contracts';

/** An account as the statements of the repository select it. */
export interface SelectedAccount {
  id: string;
  name: string;
  plan: PlanName;
  timezone: string;
  time_format: '12h' | '24h';
  locale: string;
  require_two_factor: AccountSecurity['requireTwoFactor'];
  session_idle_days: number;
  session_max_days: number;
  allowed_ip_ranges: string[];
  version: number;
  created_at: Date;
  updated_at: Date;
}

export function toSecurity(row: SelectedAccount): AccountSecurity {
  return {
    requireTwoFactor: row.require_two_factor,
    sessionIdleDays: row.session_idle_days,
    sessionMaxDays: row.session_max_days,
    allowedIpRanges: row.allowed_ip_ranges,
  };
}

export function toVersionedAccount(row: SelectedAccount): { account: z.infer<typeof Account>; version: number } {
  const account = {
    id: row.id,
    name: row.name,
    plan: row.plan,
    timezone: row.timezone,
    timeFormat: row.time_format,
    locale: row.locale,
    security: toSecurity(row),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
  return { account, version: row.version };
}
