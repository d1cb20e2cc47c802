import { z } from 'zod';
import { defineCall } from './calls.js';
import { EmailAddress, Line, Locale, Nothing, Timezone, Uuid } from './primitives.js';

/** What somebody who signs up says about themselves and their account. */
export const foundingFields = {
  accountName: Line(80),
  firstName: Line(40),
  lastName: Line(40),
  email: EmailAddress,
};

export const foundingCalls = {
  /** The end of a sign-up: auth has the password and the confirmed address. */
  found: defineCall({
    subject: 'users.accounts.found.v1',
    clients: ['auth'],
    authority: 'service',
    summary: 'Create an account with its owner, active. The same ids again change nothing.',
    request: z.strictObject({
      accountId: Uuid,
      userId: Uuid,
      ...foundingFields,
      timezone: Timezone.optional(),
      locale: Locale.optional(),
    }),
    response: Nothing,
    errors: ['email_taken', 'conflict'],
  }),
};
