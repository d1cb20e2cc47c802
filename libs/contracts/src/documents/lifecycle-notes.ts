const at = '2026-11-24T08:00:00.000Z';
const in90Days = '2027-02-22T08:00:00.000Z';
const ada = { id: '01890a5d-ac96-774b-bcce-b302099a8057', displayName: 'Ada Byron' };
const grace = { id: '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a', displayName: 'Grace Hopper' };
const teams = { total: 1, items: [{ id: '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b', name: 'First line' }] };
const mailboxes = { total: 1, items: [{ id: '01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c', name: 'Help' }] };
const key = { id: '01890a5d-ac96-7f30-8c4d-2e5f6a7b8c9d', name: 'Nightly export' };
const settings = { autoBcc: [{ address: 'crm@example.com', confirmed: true }], notificationChoices: 3, photo: true };
const alternateEmails = ['ada@home.example'];
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

const preview = {
  user: { ...ada, role: 'user' },
  teams,
  mailboxes,
  customPermissions: null,
  pendingInvitation: null,
  emailChange: { newEmail: 'ada@example.net', expiresAt: at },
  ...settings,
  alternateEmails,
  mention: 'ada',
  freesBillableSeat: true,
  endsElsewhere: elsewhere,
  successors: { total: 1, items: [grace] },
  credentials: {
    sessions: 2,
    password: true,
    secondFactors: { totp: 1, passkeys: 0, recoveryCodes: 10 },
    apiKeys: { total: 1, items: [key] },
    guardedTokens: { total: 0, items: [] },
    mailedLinks: 0,
  },
};
const receipt = {
  userId: ada.id,
  displayName: ada.displayName,
  deletedAt: at,
  restorableUntil: in90Days,
  removed: {
    teams,
    mailboxes,
    customPermissions: false,
    pendingInvitation: false,
    emailChange: true,
    ...settings,
    mention: 'ada',
  },
  kept: { alternateEmails },
  reassignTo: grace.id,
  endedElsewhere: elsewhere,
};

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
      description:
        'Everything that the person holds. `credentials` is null while the service that keeps them cannot be asked; the deletion ends them all the same.',
      answers: {
        200: preview,
      },
    },
    'users.delete': {
      body: { confirm: 'DELETE', reassignTo: grace.id },
      answers: {
        200: receipt,
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
