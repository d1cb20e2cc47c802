const at = '2026-11-24T08:00:00.000Z';
const in90Days = '2027-02-22T08:00:00.000Z';
const ada = { id: '01890a5d-ac96-774b-bcce-b302099a8057', displayName: 'Ada Byron' };
const grace = { id: '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a', displayName: 'Grace Hopper' };
const teams = { total: 1, items: [{ id: '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b', name: 'First line' }] };
const mailboxes = { total: 1, items: [{ id: '01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c', name: 'Help' }] };
const ended = ['sessions', 'refresh_tokens', 'access_tokens', 'passwords', 'second_factors', 'api_keys', 'app_grants'];
const elsewhere = [...ended, 'mailed_links'];

const deleted = {
  ...ada,
  initials: 'AB',
  email: 'ada@example.com',
  role: 'user',
  deletedAt: at,
  deletedBy: grace,
  restorableUntil: in90Days,
};
const directory = [
  { ...ada, initials: 'AB', photoUrl: null, deleted: false },
  { id: grace.id, displayName: 'Deleted user', initials: 'DU', photoUrl: null, deleted: true },
];

/** Notes on how people leave and come back. @param user a sample of an active user */
export function lifecycleNotes(user: object) {
  const suspended = {
    ...user,
    state: 'suspended',
    suspension: { since: at, until: '2026-12-24T08:00:00.000Z', reason: 'Parental leave' },
  };
  return {
    'users.suspend': {
      description: 'Sent again, it changes `until` and `reason`. `until` lies in the future, at most two years ahead.',
      body: { until: '2026-12-24T08:00:00.000Z', reason: 'Parental leave' },
      answers: { 200: suspended },
    },
    'users.liftSuspension': { answers: { 200: { ...user, suspension: null } } },
    'users.previewDeletion': {
      answers: {
        200: {
          user: { ...ada, role: 'user' },
          teams,
          mailboxes,
          customPermissions: null,
          pendingInvitation: null,
          mention: 'ada',
          freesBillableSeat: true,
          endsElsewhere: elsewhere,
          successors: { total: 1, items: [grace] },
        },
      },
    },
    'users.delete': {
      body: { confirm: 'DELETE', reassignTo: grace.id },
      answers: {
        200: {
          userId: ada.id,
          displayName: ada.displayName,
          deletedAt: at,
          restorableUntil: in90Days,
          removed: { teams, mailboxes, customPermissions: false, pendingInvitation: false, mention: 'ada' },
          reassignTo: grace.id,
          endedElsewhere: elsewhere,
        },
      },
    },
    'users.restore': {
      description: 'With `email` under another address, when the old one is in use.',
      body: {},
      answers: { 200: { ...user, state: 'not_invited', teamIds: [], mailboxIds: [], lastSignInAt: null } },
    },
    'users.erase': { body: { confirm: 'ERASE' }, answers: { 200: { userId: ada.id, erasedAt: at } } },
    'users.listDeleted': { answers: { 200: { items: [deleted], nextCursor: null } } },
    'directory.resolve': {
      description: 'Anybody who is signed in. After erasure the name is a placeholder.',
      answers: { 200: { items: directory } },
    },
  };
}
