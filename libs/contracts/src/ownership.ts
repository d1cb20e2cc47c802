import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { IsoTime, Nothing, Uuid } from './primitives.js';
import { User } from './users.js';

export const RequestOwnershipTransferBody = z.strictObject({ userId: Uuid }).meta({ id: 'RequestOwnershipTransfer' });

/** An offer of the ownership that waits for the administrator to accept it. */
export const OwnershipTransfer = z
  .object({
    /** The administrator who is to become owner. */
    userId: Uuid,
    requestedBy: Uuid,
    requestedAt: IsoTime,
    expiresAt: IsoTime,
  })
  .meta({ id: 'OwnershipTransfer' });

export const ownershipCalls = {
  request: defineCall({
    subject: 'users.ownership.request.v1',
    authority: 'user',
    summary: 'Offer the ownership to an active administrator. The owner alone, after a fresh proof of identity.',
    request: RequestOwnershipTransferBody,
    response: OwnershipTransfer,
    errors: [
      'owner_required',
      'reauthentication_required',
      'transfer_pending',
      'conflict',
      'idempotency_conflict',
      'idempotency_in_progress',
    ],
  }),
  get: defineCall({
    subject: 'users.ownership.get.v1',
    authority: 'user',
    summary: 'The open offer. Needs account.settings, unless it is made to the caller.',
    request: Nothing,
    response: OwnershipTransfer,
  }),
  withdraw: defineCall({
    subject: 'users.ownership.withdraw.v1',
    authority: 'user',
    summary: 'End the open offer: the owner withdraws it, whoever it is made to declines it.',
    request: Nothing,
    response: Nothing,
  }),
  accept: defineCall({
    subject: 'users.ownership.accept.v1',
    authority: 'user',
    summary: 'Become the owner; the old owner becomes administrator in the same moment.',
    request: Nothing,
    response: z.object({ user: User, version: z.int().positive() }),
    errors: ['no_transfer_pending'],
  }),
};

const anOwner = '01890a5d-ac96-774b-bcce-b302099a8057';
const another = '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a';

const owner = Uuid.describe('The owner');
const offered = Uuid.describe('The administrator who is to become owner');

/** Why an offer of the ownership ended without an acceptance. */
export const OfferEnding = z.enum([
  'withdrawn',
  'declined',
  'deleted',
  'suspended',
  'role_changed',
  'email_changed',
  'recovered',
]);
export type OfferEnding = z.infer<typeof OfferEnding>;

/** The aggregate is the account. Who must be told is told by these. */
export const ownershipEvents = {
  requested: defineEvent({
    type: 'account.ownership_transfer_requested',
    version: 1,
    source: 'users',
    summary: 'The owner offers the ownership to an administrator, who must accept it in time.',
    data: z.object({ from: owner, to: offered, expiresAt: IsoTime.describe('When the offer ends by itself') }),
    example: { from: anOwner, to: another, expiresAt: '2026-12-01T08:00:00.000Z' },
  }),
  withdrawn: defineEvent({
    type: 'account.ownership_transfer_withdrawn',
    version: 1,
    source: 'users',
    summary:
      'The offer is over: it was withdrawn or declined, or something happened to the administrator after which it might not be them who accepts.',
    data: z.object({
      from: owner,
      to: offered,
      by: Uuid.describe('Who ended the offer, or did what ended it'),
      reason: OfferEnding.optional().describe(
        'The owner withdrew it; the administrator declined it, was deleted, suspended, given another role or another address, or came in anew by a mailed link or without the second factors that they had. Absent in old events.',
      ),
    }),
    example: { from: anOwner, to: another, by: anOwner, reason: 'withdrawn' },
  }),
  transferred: defineEvent({
    type: 'account.ownership_transferred',
    version: 1,
    source: 'users',
    summary: 'The account has another owner; the old one is an administrator. Both have `user.role_changed`, too.',
    data: z.object({ from: Uuid.describe('The owner before'), to: Uuid.describe('The owner now') }),
    example: { from: anOwner, to: another },
  }),
};
