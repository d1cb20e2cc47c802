import type { ApiProblem } from '../../api/api-problem.js';
import { sentence } from '../../api/problem-texts.js';
import type { AccountSecurity } from '../../api/types.js';

/** What the fields hold. */
export interface SecurityDraft {
  requireTwoFactor: AccountSecurity['requireTwoFactor'];
  sessionIdleDays: string;
  sessionMaxDays: string;
  /** One range a line. */
  ranges: string;
}

export function draftOf(security: AccountSecurity): SecurityDraft {
  return {
    requireTwoFactor: security.requireTwoFactor,
    sessionIdleDays: String(security.sessionIdleDays),
    sessionMaxDays: String(security.sessionMaxDays),
    ranges: security.allowedIpRanges.join('\n'),
  };
}

export function rangesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((range) => range !== '');
}

export function securityOf(draft: SecurityDraft): AccountSecurity {
  return {
    requireTwoFactor: draft.requireTwoFactor,
    sessionIdleDays: Number(draft.sessionIdleDays),
    sessionMaxDays: Number(draft.sessionMaxDays),
    allowedIpRanges: rangesIn(draft.ranges),
  };
}

/** The first fault of each setting; of a range it says which one. */
export function securityFaults(problem: ApiProblem, draft: SecurityDraft): Partial<Record<string, string>> {
  const found: Partial<Record<string, string>> = {};
  for (const { path, message } of problem.faults) {
    const [group, field = '', position] = path.split('.');
    if (group !== 'security') continue;
    const range = position === undefined ? undefined : rangesIn(draft.ranges)[Number(position)];
    found[field] ??= range === undefined ? sentence(message) : `${range} ${sentence(message).toLowerCase()}`;
  }
  return found;
}
