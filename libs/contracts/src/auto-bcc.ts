import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { EmailAddress, IdList, Nothing, Uuid } from './primitives.js';
import { LinkToken } from './links.js';
import { ClientOrigin } from './sign-in.js';

/** How many addresses get blind copies at most. */
export const maxAutoBcc = 10;

const Addresses = z
  .array(EmailAddress)
  .max(maxAutoBcc)
  .refine((addresses) => new Set(addresses).size === addresses.length, 'must not name an address twice');

export const SetAutoBccBody = z.strictObject({ addresses: Addresses }).meta({ id: 'SetAutoBcc' });

/** Addresses that get a blind copy of what the user sends; each counts once its holder confirmed it. */
export const AutoBcc = z
  .object({ addresses: z.array(z.object({ address: z.string(), confirmed: z.boolean() })) })
  .meta({ id: 'AutoBcc' });
export type AutoBcc = z.infer<typeof AutoBcc>;

export const autoBccCalls = {
  get: defineCall({
    subject: 'users.auto-bcc.get.v1',
    authority: 'user',
    summary: 'The addresses, with those that wait for confirmation.',
    request: z.strictObject({ userId: Uuid }),
    response: AutoBcc,
  }),
  set: defineCall({
    subject: 'users.auto-bcc.set.v1',
    authority: 'user',
    summary: 'Replace the addresses. New ones, and those whose link has expired, are asked for confirmation by mail.',
    request: z.strictObject({ userId: Uuid, addresses: Addresses }),
    response: AutoBcc,
  }),
  confirm: defineCall({
    subject: 'users.auto-bcc.confirm.v1',
    authority: 'anonymous',
    summary: 'Make an address count, once.',
    request: z.strictObject({ token: LinkToken, origin: ClientOrigin }),
    response: Nothing,
    errors: ['link_invalid', 'link_expired'],
  }),
  effective: defineCall({
    subject: 'users.auto-bcc.effective.v1',
    clients: ['notifications'],
    authority: 'service',
    summary: 'The confirmed addresses of people of an account. Unknown ids are left out.',
    request: z.strictObject({ accountId: Uuid, userIds: IdList(200) }),
    response: z.object({ users: z.array(z.object({ userId: Uuid, addresses: z.array(z.string()) })) }),
  }),
};

export const autoBccEvents = {
  changed: defineEvent({
    type: 'user.auto_bcc_changed',
    version: 1,
    source: 'users',
    summary: 'Other addresses get blind copies from now on; they are read by id.',
    data: z.object({ userId: Uuid }),
    example: { userId: '01890a5d-ac96-774b-bcce-b302099a8057' },
  }),
};
