import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { AccessSource } from './mailbox-calls.js';
import { IdList, Uuid } from './primitives.js';
import { Permission } from './roles.js';
import { maxPlaces } from './team-calls.js';

/** Mailboxes that somebody can use, each with its reasons. */
export const UserMailboxes = z
  .object({ items: z.array(z.object({ mailboxId: Uuid, sources: z.array(AccessSource) })).max(maxPlaces) })
  .meta({ id: 'UserMailboxes' });

export const UserTeams = z.object({ teamIds: z.array(Uuid) }).meta({ id: 'UserTeams' });
export const UserTeamsBody = z.strictObject({ teamIds: IdList(maxPlaces) }).meta({ id: 'SetUserTeams' });

export const accessReasons = [
  'owner',
  'role_default',
  'account_default',
  'custom_set',
  'plan',
  'direct_grant',
  'team_grant',
  'team_grant_paused',
  'suspended',
  'not_granted',
] as const;

/**
 * The rule, grant, team, role, set or plan that decides. `name` is that of the team, the role or the plan.
 * `team_grant_paused`: the team would give it, if the plan had teams.
 */
export const AccessReason = z
  .object({ kind: z.enum(accessReasons), id: Uuid.optional(), name: z.string().optional() })
  .meta({ id: 'AccessReason' });
export type AccessReason = z.infer<typeof AccessReason>;

export const AccessExplanation = z
  .object({ allowed: z.boolean(), because: z.array(AccessReason).min(1) })
  .meta({ id: 'AccessExplanation' });
export type AccessExplanation = z.infer<typeof AccessExplanation>;

const about = z.strictObject({
  permission: Permission.optional().describe('The permission in question'),
  mailboxId: Uuid.optional().describe('The mailbox in question'),
});
const one = 'must name either a permission or a mailbox';

function namesOne({ permission, mailboxId }: z.infer<typeof about>): boolean {
  return (permission === undefined) !== (mailboxId === undefined);
}

export const ExplainAccessQuery = about.refine(namesOne, one);

const ofUser = z.strictObject({ userId: Uuid });
const expecting = ofUser.extend({ expectedVersion: z.int().positive().optional() });
const version = z.int().positive();

export const userAccessCalls = {
  mailboxes: defineCall({
    subject: 'users.access.mailboxes.v1',
    authority: 'user',
    summary: 'Mailboxes that somebody can use, with sources. Oneself, or anybody with users.manage.',
    request: ofUser,
    response: UserMailboxes.extend({ version }),
  }),
  setMailboxes: defineCall({
    subject: 'users.access.set-mailboxes.v1',
    authority: 'user',
    summary: 'Exactly these are granted directly from now on. Needs users.manage; nobody but the owner on themselves.',
    request: expecting.extend({ mailboxIds: IdList(maxPlaces) }),
    response: UserMailboxes.extend({ version }),
    errors: ['stale'],
  }),
  teams: defineCall({
    subject: 'users.access.teams.v1',
    authority: 'user',
    summary: 'Teams that somebody is on. Oneself, or anybody with users.manage. Plan gate `teams`.',
    request: ofUser,
    response: UserTeams.extend({ version }),
    errors: ['plan_required'],
  }),
  setTeams: defineCall({
    subject: 'users.access.set-teams.v1',
    authority: 'user',
    summary: 'On exactly these teams from now on. Needs users.manage; nobody but the owner on themselves.',
    request: expecting.extend(UserTeamsBody.shape),
    response: UserTeams.extend({ version }),
    errors: ['stale', 'plan_required'],
  }),
  explain: defineCall({
    subject: 'users.access.explain.v1',
    authority: 'user',
    summary: 'Whether somebody has a permission or can use a mailbox, and what decides it.',
    request: about.extend(ofUser.shape).refine(namesOne, one),
    response: AccessExplanation,
  }),
};

export const accessEvents = {
  changed: defineEvent({
    type: 'user.access_changed',
    version: 1,
    source: 'users',
    summary: 'The teams of the user, or the mailboxes that they can use, are others. Read by id what they are now.',
    data: z.object({
      userId: Uuid.describe('The person it is about'),
      changed: z
        .array(z.enum(['teams', 'mailboxes']))
        .min(1)
        .describe('What is different'),
    }),
    example: { userId: '01890a5d-ac96-774b-bcce-b302099a8057', changed: ['mailboxes'] },
  }),
};
