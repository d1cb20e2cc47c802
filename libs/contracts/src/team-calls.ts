import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { Team } from './places.js';
import { IdList, Line, Mention, Nothing, PageOf, PageQuery, Uuid } from './primitives.js';
import { Role } from './roles.js';
import { UserState } from './users.js';

/** Members that one call can name. */
const maxMembers = 5000;
/** Teams and mailboxes of an account at most; so many fit into one call. */
export const maxPlaces = 1000;

/** A team together with the version that the ETag shows. */
export const VersionedTeam = z.object({ team: Team, version: z.int().positive() });

export const CreateTeamBody = z
  .strictObject({
    name: Line(60),
    mention: Mention.optional(),
    userIds: IdList(maxMembers).optional(),
    mailboxIds: IdList(maxPlaces).optional(),
  })
  .meta({ id: 'CreateTeam' });

export const UpdateTeamBody = z
  .strictObject({ name: Line(60).optional(), mention: Mention.optional() })
  .refine((body) => Object.keys(body).length > 0, 'must name at least one field')
  .meta({ id: 'UpdateTeam' });

export const TeamMembersBody = z.strictObject({ userIds: IdList(maxMembers) }).meta({ id: 'TeamMembers' });
export const MailboxIdsBody = z.strictObject({ mailboxIds: IdList(maxPlaces) }).meta({ id: 'MailboxIds' });

/** Somebody as a member of a team, or as one who can use a mailbox. */
export const PersonInPlace = z
  .object({
    userId: Uuid,
    firstName: z.string(),
    lastName: z.string(),
    initials: z.string(),
    mention: z.string(),
    role: Role,
    state: UserState,
  })
  .meta({ id: 'PersonInPlace' });
export const TeamMemberPage = PageOf(PersonInPlace).meta({ id: 'TeamMemberPage' });

/** How many there are, and the names of the first 100. */
export function NamesOf<Item extends z.ZodType>(item: Item) {
  return z.object({ total: z.int().nonnegative(), items: z.array(item).max(100) });
}

/** Something with its name. */
export const Named = z.object({ id: Uuid, name: z.string() }).meta({ id: 'Named' });

export const TeamDeletionPreview = z
  .object({
    members: NamesOf(Named),
    mailboxes: NamesOf(Named),
    /** People who could not use a mailbox any more, because nothing but this team lets them. */
    losingAccess: NamesOf(z.object({ id: Uuid, name: z.string(), mailboxes: NamesOf(Named) })),
  })
  .meta({ id: 'TeamDeletionPreview' });

const onTeam = z.strictObject({ teamId: Uuid });
const expecting = onTeam.extend({ expectedVersion: z.int().positive().optional() });

export const teamManagementCalls = {
  create: defineCall({
    subject: 'users.teams.create.v1',
    authority: 'user',
    summary: 'Create a team. Needs teams.manage, plan gate `teams`.',
    request: CreateTeamBody,
    response: VersionedTeam,
    errors: ['mention_taken', 'limit_reached', 'plan_required', 'idempotency_conflict', 'idempotency_in_progress'],
    deadlineMs: 10_000,
  }),
  get: defineCall({
    subject: 'users.teams.get.v1',
    authority: 'user',
    summary: 'One team. For everybody of the account, as the list is.',
    request: onTeam,
    response: VersionedTeam,
    errors: ['plan_required'],
  }),
  update: defineCall({
    subject: 'users.teams.update.v1',
    authority: 'user',
    summary: 'Change name or handle of a team. Needs teams.manage.',
    request: expecting.extend({ changes: UpdateTeamBody }),
    response: VersionedTeam,
    errors: ['stale', 'mention_taken', 'plan_required'],
  }),
  delete: defineCall({
    subject: 'users.teams.delete.v1',
    authority: 'user',
    summary: 'Delete a team with its memberships and grants. Needs teams.manage.',
    request: onTeam,
    response: Nothing,
    errors: ['plan_required'],
    deadlineMs: 10_000,
  }),
  setMembers: defineCall({
    subject: 'users.teams.set-members.v1',
    authority: 'user',
    summary: 'Exactly these are members from now on. Needs teams.manage; light users cannot be.',
    request: expecting.extend(TeamMembersBody.shape),
    response: VersionedTeam,
    errors: ['stale', 'plan_required'],
    deadlineMs: 10_000,
  }),
  setMailboxes: defineCall({
    subject: 'users.teams.set-mailboxes.v1',
    authority: 'user',
    summary: 'Exactly these mailboxes come with the team from now on. Needs teams.manage.',
    request: expecting.extend(MailboxIdsBody.shape),
    response: VersionedTeam,
    errors: ['stale', 'plan_required'],
    deadlineMs: 10_000,
  }),
  members: defineCall({
    subject: 'users.teams.members.v1',
    authority: 'user',
    summary: 'Members by name. Needs teams.manage or users.manage.',
    request: PageQuery.extend({ teamId: Uuid }),
    response: TeamMemberPage,
    errors: ['invalid_cursor', 'plan_required'],
  }),
  deletionPreview: defineCall({
    subject: 'users.teams.deletion-preview.v1',
    authority: 'user',
    summary: 'What goes with a team. Needs teams.manage.',
    request: onTeam,
    response: TeamDeletionPreview,
    errors: ['plan_required'],
  }),
};

const aTeam = '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b';
const teamId = Uuid.describe('The team');

export const teamEvents = {
  created: defineEvent({
    type: 'team.created',
    version: 1,
    source: 'users',
    summary: 'A team exists, still empty: members and mailboxes follow as events of their own.',
    data: z.object({ teamId }),
    example: { teamId: aTeam },
  }),
  updated: defineEvent({
    type: 'team.updated',
    version: 1,
    source: 'users',
    summary: 'Fields of the team changed; `changed` names them, their values are read by id.',
    data: z.object({ teamId, changed: z.array(z.string()) }),
    example: { teamId: aTeam, changed: ['name'] },
  }),
  deleted: defineEvent({
    type: 'team.deleted',
    version: 1,
    source: 'users',
    summary: 'The team is gone, and with it its memberships and what it gave; conversations of it need another home.',
    data: z.object({ teamId }),
    example: { teamId: aTeam },
  }),
  membersChanged: defineEvent({
    type: 'team.members_changed',
    version: 1,
    source: 'users',
    summary:
      'People joined or left the team. Each of them has a `user.access_changed`, or another event, of their own.',
    data: z.object({
      teamId,
      added: z.array(Uuid).describe('Who joined'),
      removed: z.array(Uuid).describe('Who left'),
    }),
    example: { teamId: aTeam, added: ['01890a5d-ac96-774b-bcce-b302099a8057'], removed: [] },
  }),
  mailboxesChanged: defineEvent({
    type: 'team.mailboxes_changed',
    version: 1,
    source: 'users',
    summary: 'The mailboxes that come with the team are others. Each member has a `user.access_changed`.',
    data: z.object({
      teamId,
      added: z.array(Uuid).describe('Mailboxes that come with it now'),
      removed: z.array(Uuid).describe('Mailboxes that no longer do'),
    }),
    example: { teamId: aTeam, added: ['01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c'], removed: [] },
  }),
};
