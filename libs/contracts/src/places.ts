import { z } from 'zod';
import { defineCall } from './calls.js';
import { IdNumber, IsoTime, Line, PageOf, PageQuery, Uuid } from './primitives.js';

export const Team = z
  .object({
    id: Uuid,
    number: IdNumber,
    name: z.string(),
    mention: z.string(),
    photoUrl: z.string().nullable(),
    memberCount: z.int().nonnegative(),
    mailboxIds: z.array(Uuid),
    createdAt: IsoTime,
    updatedAt: IsoTime,
  })
  .meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

export const Mailbox = z
  .object({
    id: Uuid,
    number: IdNumber,
    name: z.string(),
    email: z.string(),
    createdAt: IsoTime,
    updatedAt: IsoTime,
  })
  .meta({ id: 'Mailbox' });
export type Mailbox = z.infer<typeof Mailbox>;

export const TeamPage = PageOf(Team).meta({ id: 'TeamPage' });
export const MailboxPage = PageOf(Mailbox).meta({ id: 'MailboxPage' });

/** `q` looks into names (of mailboxes: addresses, too), without regard to case and accents. */
export const ListPlacesQuery = PageQuery.extend({ q: Line(100).optional() });

export const teamCalls = {
  list: defineCall({
    subject: 'users.teams.list.v1',
    authority: 'user',
    summary: 'Teams of the account by name. Plan gate `teams`.',
    request: ListPlacesQuery,
    response: TeamPage,
    errors: ['invalid_cursor', 'plan_required'],
  }),
};

export const mailboxCalls = {
  list: defineCall({
    subject: 'users.mailboxes.list.v1',
    authority: 'user',
    summary: 'Mailboxes by name: all with mailboxes.manage or users.manage, otherwise those the caller can access.',
    request: ListPlacesQuery,
    response: MailboxPage,
    errors: ['invalid_cursor'],
  }),
};
