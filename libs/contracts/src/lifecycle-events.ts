import { z } from 'zod';
import { defineEvent } from './facts.js';
import { IsoTime, Uuid } from './primitives.js';
import { Rights } from './roles.js';

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';
const another = '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a';

/** What happens to people after they are here: other services end credentials and hand work over by these. */
export const lifecycleEvents = {
  suspended: defineEvent({
    type: 'user.suspended',
    version: 1,
    source: 'users',
    summary: 'Suspended: sessions and tokens end, keys and grants pause, the seat is free. `until` lifts it by itself.',
    data: z.object({
      userId: Uuid,
      until: IsoTime.nullable().describe('When it ends by itself; null when somebody has to lift it.'),
    }),
    example: { userId: aUser, until: '2026-12-24T08:00:00.000Z' },
  }),
  suspensionLifted: defineEvent({
    type: 'user.suspension_lifted',
    version: 1,
    source: 'users',
    summary: 'The suspension is over: keys and grants work again, nothing that ended comes back.',
    data: z.object({
      userId: Uuid,
      by: z.enum(['manager', 'schedule']).describe('Who lifted it: somebody who manages users, or the return date.'),
    }),
    example: { userId: aUser, by: 'schedule' },
  }),
  deleted: defineEvent({
    type: 'user.deleted',
    version: 1,
    source: 'users',
    summary:
      'Deleted: everything of theirs that signs in ends for good, and conversations assigned to them go to `reassignTo` or become unassigned. Their id and display name still resolve.',
    data: z.object({
      userId: Uuid,
      reassignTo: Uuid.nullable().describe('Who takes over what was assigned to them; null: it becomes unassigned.'),
      apiRights: Rights.nullable()
        .optional()
        .describe(
          'What they could do through the API until then; null: nothing. Whoever takes over gets no more by it.',
        ),
    }),
    example: {
      userId: aUser,
      reassignTo: another,
      apiRights: { role: 'user', permissions: ['reports.view', 'api.access'] },
    },
  }),
  restored: defineEvent({
    type: 'user.restored',
    version: 1,
    source: 'users',
    summary: 'Restored within 90 days, as somebody who has not been invited. No old credential comes back.',
    data: z.object({ userId: Uuid }),
    example: { userId: aUser },
  }),
  erased: defineEvent({
    type: 'user.erased',
    version: 1,
    source: 'users',
    summary: 'What was personal about a deleted user is gone; the directory answers with a placeholder from now on.',
    data: z.object({ userId: Uuid }),
    example: { userId: aUser },
  }),
  confirmationRequested: defineEvent({
    type: 'user.confirmation_requested',
    version: 1,
    source: 'users',
    summary: 'Something of the user waits until the holder of an address confirms it by a mailed link.',
    data: z.object({
      userId: Uuid,
      purpose: z.enum(['email_change', 'auto_bcc']).describe('What is to be confirmed.'),
      subjectId: Uuid.describe('What waits: id of the email change or of the Auto Bcc address.'),
      expiresAt: IsoTime,
    }),
    example: { userId: aUser, purpose: 'email_change', subjectId: another, expiresAt: '2026-11-25T08:00:00.000Z' },
  }),
  emailChanged: defineEvent({
    type: 'user.email_changed',
    version: 1,
    source: 'users',
    summary: 'The address to sign in with is another one: open links die, the old address is told.',
    data: z.object({ userId: Uuid, changeId: Uuid.describe('Id of the email change.') }),
    example: { userId: aUser, changeId: another },
  }),
};
