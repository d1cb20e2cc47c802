import type { RouteNote } from './route-notes.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const teamId = '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b';
const mailboxId = '01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c';

const person = {
  userId: id,
  firstName: 'Ada',
  lastName: 'Byron',
  initials: 'AB',
  mention: 'ada',
  role: 'user',
  state: 'active',
};
const names = (name: string, of: string) => ({ total: 1, items: [{ id: of, name }] });
const nobodyRaisesThemselves =
  'Refused with `forbidden` when it would let the caller use a mailbox that they cannot use now.';

/** Notes of the routes about teams, mailboxes and access. */
export function placesNotes(team: object, mailbox: object): Record<string, RouteNote> {
  const mailboxes = { items: [{ mailboxId, sources: ['direct', `team:${teamId}`] }] };
  return {
    'teams.create': {
      description: nobodyRaisesThemselves,
      body: { name: 'First line', userIds: [id], mailboxIds: [mailboxId] },
      answers: { 201: team },
      headers: ['Location'],
    },
    'teams.get': { answers: { 200: team } },
    'teams.update': { body: { mention: 'first-line' }, answers: { 200: team } },
    'teams.deletionPreview': {
      description: 'Totals, and the names of the first 100 of each.',
      answers: {
        200: {
          members: names('Ada Byron', id),
          mailboxes: names('Help', mailboxId),
          losingAccess: { total: 1, items: [{ id, name: 'Ada Byron', mailboxes: names('Help', mailboxId) }] },
        },
      },
    },
    'teams.members': { answers: { 200: { items: [person], nextCursor: null } } },
    'teams.setMembers': {
      description: `Up to 5,000 people. ${nobodyRaisesThemselves}`,
      body: { userIds: [id] },
      answers: { 200: team },
    },
    'teams.setMailboxes': {
      description: nobodyRaisesThemselves,
      body: { mailboxIds: [mailboxId] },
      answers: { 200: team },
    },
    'mailboxes.create': {
      body: { name: 'Help', email: 'help@example.com' },
      answers: { 201: mailbox },
      headers: ['Location'],
    },
    'mailboxes.get': { answers: { 200: mailbox } },
    'mailboxes.update': { body: { name: 'Help' }, answers: { 200: mailbox } },
    'mailboxes.deletionPreview': {
      description: 'Totals, and the names of the first 100 of each.',
      answers: { 200: { people: names('Ada Byron', id), teams: names('First line', teamId), directGrants: 1 } },
    },
    'mailboxes.users': {
      description: 'Suspended people keep what they were granted, so they are in the list, with their state.',
      answers: { 200: { items: [{ ...person, sources: ['direct'] }], nextCursor: null } },
    },
    'users.mailboxes': { answers: { 200: mailboxes } },
    'users.setMailboxes': { body: { mailboxIds: [mailboxId] }, answers: { 200: mailboxes } },
    'users.teams': { answers: { 200: { teamIds: [teamId] } } },
    'users.setTeams': { body: { teamIds: [teamId] }, answers: { 200: { teamIds: [teamId] } } },
    'users.explainAccess': {
      description: 'Either `permission` or `mailboxId`. Oneself, or anybody with users.manage.',
      answers: { 200: { allowed: true, because: [{ kind: 'team_grant', id: teamId, name: 'First line' }] } },
    },
  };
}
