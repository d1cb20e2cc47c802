import { z } from 'zod';
import { foundingFields } from './account.js';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { LinkToken } from './links.js';
import { Nothing, Timezone, Uuid } from './primitives.js';
import { ClientOrigin, PasswordInput, SignInResult, Transport } from './sign-in.js';

export const SignUpBody = z
  .strictObject({ ...foundingFields, password: PasswordInput, timezone: Timezone.optional() })
  .meta({ id: 'SignUp' });
export const ConfirmSignUpBody = z
  .strictObject({ token: LinkToken, transport: Transport.default('cookie') })
  .meta({ id: 'ConfirmSignUp' });

export const signUpCalls = {
  request: defineCall({
    subject: 'auth.sign-ups.request.v1',
    authority: 'anonymous',
    summary: 'Ask to open an account. The same answer and the same work whether the address is in use or not.',
    request: z.strictObject({ ...SignUpBody.shape, origin: ClientOrigin }),
    response: Nothing,
    errors: ['password_too_weak'],
    deadlineMs: 10_000,
  }),
  confirm: defineCall({
    subject: 'auth.sign-ups.confirm.v1',
    authority: 'anonymous',
    summary: 'Spend the mailed link: account and owner exist, and the owner is signed in.',
    request: z.strictObject({ ...ConfirmSignUpBody.shape, origin: ClientOrigin }),
    response: SignInResult,
    errors: ['link_invalid', 'link_expired', 'email_taken'],
    deadlineMs: 10_000,
  }),
  recipient: defineCall({
    subject: 'auth.sign-ups.recipient.v1',
    clients: ['notifications'],
    authority: 'service',
    summary: 'Names and address of somebody who signs up: they are no user yet, so only auth knows them.',
    request: z.strictObject({ signUpId: Uuid }),
    response: z.object({
      accountId: Uuid,
      userId: Uuid,
      accountName: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      email: z.string(),
      timezone: z.string(),
    }),
  }),
};

export const signUpEvents = {
  /** The aggregate is the sign-up. */
  addressInUse: defineEvent({
    type: 'sign_up.address_in_use',
    version: 1,
    source: 'auth',
    summary: 'Somebody tried to open an account with the address of a user, who is told by mail.',
    data: z.object({
      signUpId: Uuid.describe('The sign-up, which is over'),
      userId: Uuid.describe('Whose address it is'),
    }),
    example: {
      signUpId: '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a',
      userId: '01890a5d-ac96-774b-bcce-b302099a8057',
    },
  }),
};
