const at = '2026-11-24T08:00:00.000Z';
const tomorrow = '2026-11-25T08:00:00.000Z';
const key = {
  id: '01890a5d-ac96-7c61-9f7a-5b8c9daebfc0',
  name: 'Nightly export',
  kind: 'api',
  scopes: ['users:read', 'teams:read'],
  lastFour: '2Xq7',
  state: 'active',
  createdAt: at,
  expiresAt: null,
  lastUsedAt: at,
  lastUsedIp: '192.0.2.7',
  replacedBy: null,
};
const fresh = { ...key, lastUsedAt: null, lastUsedIp: null };
const guarded = {
  guardianUserId: '01890a5d-ac96-774b-bcce-b302099a8057',
  ceiling: { role: 'user', permissions: ['threads.edit', 'reports.view', 'docs.edit', 'api.access'] },
  inheritedAt: null,
};
const { kind: _kind, ...owned } = { ...key, ...guarded };
const { kind: _other, ...freshOwned } = { ...fresh, ...guarded };
// Not a key that could be: its checksum is wrong, so that no scanner takes it for a leak.
const shown = 'mst_EXAMPLEexampleEXAMPLEexampleEX2Xq7';
const replaced = { ...key, state: 'replaced', expiresAt: tomorrow, replacedBy: '01890a5d-ac96-7c62-8a6b-6c9daebfc0d1' };
const reauthenticate = 'Answers `reauthentication_required` when the last proof is older than ten minutes.';

export const apiKeyNotes = {
  'users.listApiKeys': {
    description: 'Those that work, and those that expired in the last 30 days. For managers, too.',
    answers: { 200: { items: [key, replaced] } },
  },
  'users.createApiKey': {
    description: `Only for oneself. At most 25 live keys a person. ${reauthenticate} A repeat with the same Idempotency-Key shows the same key; until then it waits sealed, for 24 hours at most.`,
    body: { name: 'Nightly export', kind: 'api', scopes: ['users:read', 'teams:read'] },
    answers: { 201: { ...fresh, key: shown } },
  },
  'users.rotateApiKey': {
    description: `Of several rotations at once one wins; the others answer \`conflict\`, as for a key that was replaced before. ${reauthenticate}`,
    body: { overlapHours: 24 },
    answers: { 201: { ...fresh, key: shown } },
  },
  'account.listApiTokens': { answers: { 200: { items: [owned, { ...owned, inheritedAt: at }] } } },
  'account.createApiToken': {
    description: `The guardian is the caller, or somebody they manage who may do nothing that the caller may not. The token never does more than its guardian may at this moment, whoever guards it later (\`ceiling\`). When the guardian is deleted, their successor or the owner of the account takes over, and the token goes on within what it could do. ${reauthenticate}`,
    body: {
      name: 'Warehouse',
      scopes: ['users:read'],
      guardianUserId: owned.guardianUserId,
    },
    answers: { 201: { ...freshOwned, key: shown } },
  },
  'account.rotateApiToken': {
    description: `The new token may do what its guardian may do now. ${reauthenticate}`,
    body: { overlapHours: 0 },
    answers: { 201: { ...freshOwned, key: shown } },
  },
  'account.setApiTokenGuardian': {
    description: `Never raises a token: it goes on within what it could do until then. Naming the guardian who took over from somebody who was deleted confirms them, and starts what was paused. ${reauthenticate}`,
    body: { guardianUserId: owned.guardianUserId },
    answers: { 200: owned },
  },
  'helpscout.docsSites': {
    description: '401 `{"code": 401, "error": "..."}` for anything but a Docs API key that may be used now.',
    answers: { 200: { sites: { page: 1, pages: 1, count: 0, items: [] } } },
  },
};
