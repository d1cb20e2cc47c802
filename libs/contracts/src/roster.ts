import { z } from 'zod';
import { defineCall } from './calls.js';
import { IdList, Uuid } from './primitives.js';
import { Role } from './roles.js';
import { UserState } from './users.js';

/** What an internal service may know of a person: what to show, and what the person is. No addresses. */
export const RosterPerson = z.object({
  id: Uuid,
  displayName: z.string(),
  role: Role,
  state: UserState,
  /** Compare it with the `sequence` of events of this person: what is not newer is known already. */
  version: z.int().positive(),
});
export type RosterPerson = z.infer<typeof RosterPerson>;

export const rosterCalls = {
  names: defineCall({
    subject: 'users.people.names.v1',
    clients: ['subscriber'],
    authority: 'service',
    summary: 'Display names for ids of one account, deleted people among them. Unknown ids are left out.',
    request: z.strictObject({ accountId: Uuid, userIds: IdList(200) }),
    response: z.object({ people: z.array(RosterPerson) }),
  }),
  page: defineCall({
    subject: 'users.people.page.v1',
    clients: ['subscriber'],
    authority: 'service',
    summary:
      'Everybody of one account by id, deleted people among them: what a subscriber starts from when events are older than the stream keeps them.',
    request: z.strictObject({
      accountId: Uuid,
      after: Uuid.nullable().default(null),
      limit: z.int().min(1).max(500).default(200),
    }),
    /** `next` goes into `after`; null on the last page. */
    response: z.object({ people: z.array(RosterPerson), next: Uuid.nullable() }),
  }),
};
