import { z } from 'zod';
import { defineCall } from './calls.js';
import { Uuid } from './primitives.js';

const Count = z.int().nonnegative();

/** Up to 100 names of a kind; `total` counts all. */
export const Held = z.object({ total: Count, items: z.array(z.object({ id: Uuid, name: z.string() })).max(100) });

/** With what somebody signs in and what acts for them: what the auth service ends when they are deleted. */
export const HeldCredentials = z
  .object({
    /** Signed-in devices; their refresh and access tokens end with them. */
    sessions: Count,
    password: z.boolean(),
    secondFactors: z.object({ totp: Count, passkeys: Count, recoveryCodes: Count }),
    /** Of the person: these end. */
    apiKeys: Held,
    /**
     * API tokens of the account whose guardian the person is: these go to the owner. Named only for those who may see
     * the tokens of the account.
     */
    guardedTokens: Held,
    /** Links in mails that still work. */
    mailedLinks: Count,
  })
  .meta({ id: 'HeldCredentials' });
export type HeldCredentials = z.infer<typeof HeldCredentials>;

export const holdingCalls = {
  credentials: defineCall({
    subject: 'auth.holdings.credentials.v1',
    authority: 'user',
    summary: 'Sessions, factors, keys and links of somebody whom the caller manages, counted.',
    request: z.strictObject({ userId: Uuid }),
    response: HeldCredentials,
    // Part of a larger answer that does without it rather than wait.
    deadlineMs: 2_000,
  }),
};
