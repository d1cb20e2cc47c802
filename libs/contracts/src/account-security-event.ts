import { z } from 'zod';
import { defineEvent } from './facts.js';

export const accountSecurityEvents = {
  changed: defineEvent({
    type: 'account.security_changed',
    version: 1,
    source: 'users',
    summary: 'The security settings of an account are these from now on.',
    data: z.object({
      requireTwoFactor: z.enum(['none', 'managers', 'everyone']).describe('Who must have a second factor.'),
      sessionIdleDays: z.int().positive().describe('Days that an unused session lives.'),
      sessionMaxDays: z.int().positive().describe('Days that any session lives.'),
      allowedIpRanges: z.array(z.string()).describe('CIDR ranges that people may come from; empty: from anywhere.'),
    }),
    example: { requireTwoFactor: 'managers', sessionIdleDays: 14, sessionMaxDays: 60, allowedIpRanges: [] },
  }),
};
