import { z } from 'zod';
import { defineEvent } from './facts.js';

export const accountSecurityEvents = {
  /** The aggregate is the account: `subject` is its id. */
  changed: defineEvent({
    type: 'account.security_changed',
    version: 1,
    source: 'users',
    summary:
      'Who needs a second factor, how long sessions live, and from where people may be signed in: the new values.',
    data: z.object({
      requireTwoFactor: z.enum(['none', 'managers', 'everyone']).describe('Who must have a second factor'),
      sessionIdleDays: z.int().min(1).max(90).describe('Days after which an unused session ends'),
      sessionMaxDays: z.int().min(1).max(365).describe('Days after which any session ends'),
      allowedIpRanges: z
        .array(z.string())
        .max(50)
        .describe(
          'Where people of the account may sign in from and be signed in, in CIDR notation; empty is everywhere',
        ),
    }),
    example: {
      requireTwoFactor: 'managers',
      sessionIdleDays: 14,
      sessionMaxDays: 60,
      allowedIpRanges: ['203.0.113.0/24'],
    },
  }),
};
