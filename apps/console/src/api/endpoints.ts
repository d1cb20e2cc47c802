import type { HttpMethod, routes } from '#contracts';

interface Endpoint {
  readonly method: HttpMethod;
  readonly path: string;
}

/**
 * What the console calls, by the names of the contract's routes. The declarations themselves carry validators
 * that a page does not need; a test holds this list against them.
 */
export const endpoints = {
  createSession: { method: 'POST', path: '/v1/sessions' },
  completeSecondFactor: { method: 'POST', path: '/v1/sessions/second-factor' },
  secondFactorPasskeyOptions: { method: 'POST', path: '/v1/sessions/second-factor/passkey/options' },
  passkeySignInOptions: { method: 'POST', path: '/v1/sessions/passkey/options' },
  signInByPasskey: { method: 'POST', path: '/v1/sessions/passkey' },
  enrolTotp: { method: 'POST', path: '/v1/sessions/enrolment/totp' },
  activateEnrolledTotp: { method: 'POST', path: '/v1/sessions/enrolment/totp/{id}/activation' },
  enrolPasskey: { method: 'POST', path: '/v1/sessions/enrolment/passkeys/options' },
  registerEnrolledPasskey: { method: 'POST', path: '/v1/sessions/enrolment/passkeys' },
  requestPasswordReset: { method: 'POST', path: '/v1/password-resets' },
  lookupPasswordReset: { method: 'POST', path: '/v1/password-resets/lookup' },
  completePasswordReset: { method: 'POST', path: '/v1/password-resets/completions' },
  signUp: { method: 'POST', path: '/v1/accounts' },
  confirmSignUp: { method: 'POST', path: '/v1/accounts/confirmations' },
  endSession: { method: 'DELETE', path: '/v1/sessions/current' },
  lookupInvitation: { method: 'POST', path: '/v1/invitations/lookup' },
  acceptInvitation: { method: 'POST', path: '/v1/invitations/acceptances' },
  renewInvitation: { method: 'POST', path: '/v1/invitations/renewals' },
  confirmEmailChange: { method: 'POST', path: '/v1/email-changes/confirmations' },
  confirmAutoBcc: { method: 'POST', path: '/v1/auto-bcc/confirmations' },
  getMe: { method: 'GET', path: '/v1/me' },
  reauthenticate: { method: 'POST', path: '/v1/me/reauthentications' },
  passkeyProofOptions: { method: 'POST', path: '/v1/me/reauthentications/passkey/options' },
  changeMyPassword: { method: 'PUT', path: '/v1/me/password' },
  getTwoFactor: { method: 'GET', path: '/v1/me/two-factor' },
  startTotp: { method: 'POST', path: '/v1/me/two-factor/totp' },
  activateTotp: { method: 'POST', path: '/v1/me/two-factor/totp/{id}/activation' },
  passkeyOptions: { method: 'POST', path: '/v1/me/two-factor/passkeys/options' },
  registerPasskey: { method: 'POST', path: '/v1/me/two-factor/passkeys' },
  renewRecoveryCodes: { method: 'POST', path: '/v1/me/two-factor/recovery-codes' },
  acknowledgeRecoveryCodes: { method: 'POST', path: '/v1/me/two-factor/recovery-codes/acknowledgement' },
  renameFactor: { method: 'PATCH', path: '/v1/me/two-factor/methods/{id}' },
  removeFactor: { method: 'DELETE', path: '/v1/me/two-factor/methods/{id}' },
  getMyAccess: { method: 'GET', path: '/v1/me/access' },
  listUsers: { method: 'GET', path: '/v1/users' },
  getSeats: { method: 'GET', path: '/v1/users/seats' },
  createUser: { method: 'POST', path: '/v1/users' },
  getUser: { method: 'GET', path: '/v1/users/{id}' },
  updateUser: { method: 'PATCH', path: '/v1/users/{id}' },
  inviteUser: { method: 'POST', path: '/v1/users/{id}/invitation' },
  revokeInvitation: { method: 'DELETE', path: '/v1/users/{id}/invitation' },
  setUserPhoto: { method: 'PUT', path: '/v1/users/{id}/photo' },
  removeUserPhoto: { method: 'DELETE', path: '/v1/users/{id}/photo' },
  changeUserEmail: { method: 'POST', path: '/v1/users/{id}/email-change' },
  getUserEmailChange: { method: 'GET', path: '/v1/users/{id}/email-change' },
  cancelUserEmailChange: { method: 'DELETE', path: '/v1/users/{id}/email-change' },
  suspendUser: { method: 'POST', path: '/v1/users/{id}/suspension' },
  liftSuspension: { method: 'DELETE', path: '/v1/users/{id}/suspension' },
  previewDeletion: { method: 'GET', path: '/v1/users/{id}/deletion-preview' },
  deleteUser: { method: 'DELETE', path: '/v1/users/{id}' },
  listDeletedUsers: { method: 'GET', path: '/v1/users/deleted' },
  restoreUser: { method: 'POST', path: '/v1/users/{id}/restoration' },
  listPermissions: { method: 'GET', path: '/v1/permissions' },
  listRoles: { method: 'GET', path: '/v1/roles' },
  getUserPermissions: { method: 'GET', path: '/v1/users/{id}/permissions' },
  setUserPermissions: { method: 'PUT', path: '/v1/users/{id}/permissions' },
  getUserMailboxes: { method: 'GET', path: '/v1/users/{id}/mailboxes' },
  setUserMailboxes: { method: 'PUT', path: '/v1/users/{id}/mailboxes' },
  getUserTeams: { method: 'GET', path: '/v1/users/{id}/teams' },
  setUserTeams: { method: 'PUT', path: '/v1/users/{id}/teams' },
  getNotifications: { method: 'GET', path: '/v1/users/{id}/notifications' },
  setNotifications: { method: 'PUT', path: '/v1/users/{id}/notifications' },
  getAutoBcc: { method: 'GET', path: '/v1/users/{id}/auto-bcc' },
  setAutoBcc: { method: 'PUT', path: '/v1/users/{id}/auto-bcc' },
  sendPasswordReset: { method: 'POST', path: '/v1/users/{id}/password-reset' },
  getUserTwoFactor: { method: 'GET', path: '/v1/users/{id}/two-factor' },
  resetUserTwoFactor: { method: 'DELETE', path: '/v1/users/{id}/two-factor' },
  listSessions: { method: 'GET', path: '/v1/users/{id}/sessions' },
  revokeSession: { method: 'DELETE', path: '/v1/users/{id}/sessions/{sid}' },
  revokeOtherSessions: { method: 'DELETE', path: '/v1/users/{id}/sessions' },
  listApiKeys: { method: 'GET', path: '/v1/users/{id}/api-keys' },
  createApiKey: { method: 'POST', path: '/v1/users/{id}/api-keys' },
  rotateApiKey: { method: 'POST', path: '/v1/users/{id}/api-keys/{kid}/rotation' },
  revokeApiKey: { method: 'DELETE', path: '/v1/users/{id}/api-keys/{kid}' },
  listAccountTokens: { method: 'GET', path: '/v1/account/api-tokens' },
  createAccountToken: { method: 'POST', path: '/v1/account/api-tokens' },
  rotateAccountToken: { method: 'POST', path: '/v1/account/api-tokens/{kid}/rotation' },
  revokeAccountToken: { method: 'DELETE', path: '/v1/account/api-tokens/{kid}' },
  setTokenGuardian: { method: 'PUT', path: '/v1/account/api-tokens/{kid}/guardian' },
  getAccount: { method: 'GET', path: '/v1/account' },
  updateAccount: { method: 'PATCH', path: '/v1/account' },
  listActivity: { method: 'GET', path: '/v1/users/{id}/activity' },
  listAuditLog: { method: 'GET', path: '/v1/audit-log' },
  exportAuditLog: { method: 'GET', path: '/v1/audit-log/export.csv' },
  resolveDirectory: { method: 'GET', path: '/v1/directory' },
  listTeams: { method: 'GET', path: '/v1/teams' },
  listMailboxes: { method: 'GET', path: '/v1/mailboxes' },
  streamEvents: { method: 'GET', path: '/v1/events' },
} as const satisfies Partial<Record<keyof typeof routes, Endpoint>>;

export type EndpointName = keyof typeof endpoints;

/** Fills the placeholders of a path and appends the query; absent and empty values are left out. */
export function urlOf(path: string, params: object, query: object = {}): string {
  const values = new Map(Object.entries(params).map(([name, value]) => [name, String(value)]));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(values.get(name) ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}
