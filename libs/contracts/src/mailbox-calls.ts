import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { Mailbox } from './places.js';
import { EmailAddress, Line, Nothing, PageOf, PageQuery, Uuid } from './primitives.js';
import { Named, NamesOf, PersonInPlace } from './team-calls.js';

/** A mailbox together with the version that the ETag shows. */
export const VersionedMailbox = z.object({ mailbox: Mailbox, version: z.int().positive() });

export const CreateMailboxBody = z.strictObject({ name: Line(60), email: EmailAddress }).meta({ id: 'CreateMailbox' });

export const UpdateMailboxBody = z
  .strictObject({ name: Line(60).optional(), email: EmailAddress.optional() })
  .refine((body) => Object.keys(body).length > 0, 'must name at least one field')
  .meta({ id: 'UpdateMailbox' });

/** Why somebody can use a mailbox: `role` (the owner), `direct`, or `team:<id>`. */
export const AccessSource = z
  .string()
  .regex(/^(?:role|direct|team:[0-9a-f-]{36})$/)
  .meta({ id: 'AccessSource' });

export const MailboxUser = PersonInPlace.extend({ sources: z.array(AccessSource) }).meta({ id: 'MailboxUser' });
export const MailboxUserPage = PageOf(MailboxUser).meta({ id: 'MailboxUserPage' });

export const MailboxDeletionPreview = z
  .object({
    /** Everybody who can use it. */
    people: NamesOf(Named),
    /** Teams that it comes with. */
    teams: NamesOf(Named),
    /** How many grants to people alone go. */
    directGrants: z.int().nonnegative(),
  })
  .meta({ id: 'MailboxDeletionPreview' });

const onMailbox = z.strictObject({ mailboxId: Uuid });

export const mailboxManagementCalls = {
  create: defineCall({
    subject: 'users.mailboxes.create.v1',
    authority: 'user',
    summary: 'Create a mailbox and grant it to every administrator. Needs mailboxes.manage.',
    request: CreateMailboxBody,
    response: VersionedMailbox,
    errors: ['mailbox_email_taken', 'limit_reached', 'idempotency_conflict', 'idempotency_in_progress'],
    deadlineMs: 10_000,
  }),
  get: defineCall({
    subject: 'users.mailboxes.get.v1',
    authority: 'user',
    summary: 'One mailbox: any with mailboxes.manage or users.manage, otherwise one that the caller can use.',
    request: onMailbox,
    response: VersionedMailbox,
  }),
  update: defineCall({
    subject: 'users.mailboxes.update.v1',
    authority: 'user',
    summary: 'Change name or address of a mailbox. Needs mailboxes.manage.',
    request: onMailbox.extend({ expectedVersion: z.int().positive().optional(), changes: UpdateMailboxBody }),
    response: VersionedMailbox,
    errors: ['stale', 'mailbox_email_taken'],
  }),
  delete: defineCall({
    subject: 'users.mailboxes.delete.v1',
    authority: 'user',
    summary: 'Delete a mailbox with every grant of it. Needs mailboxes.manage.',
    request: onMailbox,
    response: Nothing,
    deadlineMs: 10_000,
  }),
  users: defineCall({
    subject: 'users.mailboxes.users.v1',
    authority: 'user',
    summary: 'Who can use a mailbox, by name, and why. Needs mailboxes.manage or users.manage.',
    request: PageQuery.extend({ mailboxId: Uuid }),
    response: MailboxUserPage,
    errors: ['invalid_cursor'],
  }),
  deletionPreview: defineCall({
    subject: 'users.mailboxes.deletion-preview.v1',
    authority: 'user',
    summary: 'What goes with a mailbox. Needs mailboxes.manage.',
    request: onMailbox,
    response: MailboxDeletionPreview,
  }),
};

const aMailbox = '01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c';
const mailboxId = Uuid.describe('The mailbox');

export const mailboxEvents = {
  created: defineEvent({
    type: 'mailbox.created',
    version: 1,
    source: 'users',
    summary: 'A mailbox exists; the owner and the administrators can use it.',
    data: z.object({ mailboxId }),
    example: { mailboxId: aMailbox },
  }),
  updated: defineEvent({
    type: 'mailbox.updated',
    version: 1,
    source: 'users',
    summary: 'Fields of the mailbox changed; `changed` names them, their values are read by id.',
    data: z.object({ mailboxId, changed: z.array(z.string()) }),
    example: { mailboxId: aMailbox, changed: ['email'] },
  }),
  deleted: defineEvent({
    type: 'mailbox.deleted',
    version: 1,
    source: 'users',
    summary: 'The mailbox is gone, and with it every grant of it, to people and to teams.',
    data: z.object({ mailboxId }),
    example: { mailboxId: aMailbox },
  }),
};
