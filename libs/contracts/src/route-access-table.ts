import type { Permission, Role } from './roles.js';

/**
 * Who may call a route at all. `self`: everything under `/v1/users/{id}` that is about oneself. Which object it may be
 * is decided by the service that owns the object, inside the transaction that writes.
 */
export type RouteRule =
  | { readonly who: 'public' }
  | { readonly who: 'signed_in' }
  | { readonly who: 'self' }
  | { readonly who: 'role'; readonly roles: readonly Role[]; readonly permission?: Permission }
  | { readonly who: 'permission'; readonly anyOf: readonly Permission[]; readonly orSelf: boolean };

const everybody: RouteRule = { who: 'public' };
const signedIn: RouteRule = { who: 'signed_in' };
const owner: RouteRule = { who: 'role', roles: ['owner'] };
const ownerOrAdministrator: RouteRule = { who: 'role', roles: ['owner', 'administrator'] };
/** Users to whom `users.manage` was given manage people, but choose permissions of nobody. */
const managersByRole: RouteRule = { ...ownerOrAdministrator, permission: 'users.manage' };

/** Those with one of the permissions. */
function needs(...anyOf: Permission[]): RouteRule {
  return { who: 'permission', anyOf, orSelf: false };
}

/** Those with one of the permissions, and everybody on themselves. */
function needsOrSelf(...anyOf: Permission[]): RouteRule {
  return { who: 'permission', anyOf, orSelf: true };
}

/** Every route by id. One that is not in here fails a test; so does a route that behaves otherwise. */
export const routeAccessTable: Readonly<Record<string, RouteRule>> = {
  'sessions.create': everybody,
  'sessions.refresh': everybody,
  'sessions.end': signedIn,
  'invitations.lookup': everybody,
  'invitations.accept': everybody,
  'invitations.renew': everybody,
  'me.get': signedIn,
  'me.update': signedIn,
  'me.access': signedIn,
  'me.reauthenticate': signedIn,
  'me.changePassword': signedIn,
  'passwordResets.request': everybody,
  'passwordResets.lookup': everybody,
  'passwordResets.complete': everybody,
  'users.sendPasswordReset': needs('users.manage'),
  'accounts.signUp': everybody,
  'accounts.confirm': everybody,
  'users.sessions': needsOrSelf('users.manage'),
  'users.revokeSession': needsOrSelf('users.manage'),
  'users.revokeSessions': needsOrSelf('users.manage'),
  'me.reauthenticate.passkeyOptions': signedIn,
  'sessions.secondFactor': everybody,
  'sessions.secondFactor.passkeyOptions': everybody,
  'sessions.passkey.options': everybody,
  'sessions.passkey': everybody,
  'sessions.enrolment.totp': everybody,
  'sessions.enrolment.totp.activate': everybody,
  'sessions.enrolment.passkey.options': everybody,
  'sessions.enrolment.passkey': everybody,
  'me.twoFactor.get': signedIn,
  'me.twoFactor.totp': signedIn,
  'me.twoFactor.totp.activate': signedIn,
  'me.twoFactor.passkeys.options': signedIn,
  'me.twoFactor.passkeys.register': signedIn,
  'me.twoFactor.recoveryCodes.renew': signedIn,
  'me.twoFactor.recoveryCodes.acknowledge': signedIn,
  'me.twoFactor.methods.rename': signedIn,
  'me.twoFactor.methods.remove': signedIn,
  'users.twoFactor.get': needsOrSelf('users.manage'),
  'users.twoFactor.reset': needs('users.manage'),
  'me.setPhoto': signedIn,
  'me.removePhoto': signedIn,
  'me.changeEmail': signedIn,
  'me.getEmailChange': signedIn,
  'me.cancelEmailChange': signedIn,
  'users.setPhoto': needsOrSelf('users.manage'),
  'users.removePhoto': needsOrSelf('users.manage'),
  'users.changeEmail': needsOrSelf('users.manage'),
  'users.getEmailChange': needsOrSelf('users.manage'),
  'users.cancelEmailChange': needsOrSelf('users.manage'),
  'users.getNotifications': needsOrSelf('users.manage'),
  'users.setNotifications': needsOrSelf('users.manage'),
  'users.getAutoBcc': needsOrSelf('users.manage'),
  'users.setAutoBcc': needsOrSelf('users.manage'),
  'teams.setPhoto': needs('teams.manage'),
  'teams.removePhoto': needs('teams.manage'),
  'photos.read': everybody,
  'emailChanges.confirm': everybody,
  'autoBcc.confirm': everybody,
  'users.suspend': needs('users.manage'),
  'users.liftSuspension': needs('users.manage'),
  'users.previewDeletion': needs('users.manage'),
  'users.delete': needs('users.manage'),
  'users.restore': needs('users.manage'),
  'users.erase': owner,
  'users.listDeleted': needs('users.manage'),
  'directory.resolve': signedIn,
  'audit.list': needs('account.settings'),
  'audit.export': needs('account.settings'),
  'users.activity': needsOrSelf('users.manage'),
  'users.export': needs('users.manage'),
  'users.inviteMany': needs('users.manage'),
  'imports.create': needs('users.manage'),
  'imports.list': needs('users.manage'),
  'imports.get': needs('users.manage'),
  'imports.cancel': needs('users.manage'),
  'users.list': needs('users.manage'),
  'users.seats': needs('users.manage'),
  'users.create': needs('users.manage'),
  'users.get': needsOrSelf('users.manage'),
  'users.update': needsOrSelf('users.manage'),
  'users.invite': needs('users.manage'),
  'users.revokeInvitation': needs('users.manage'),
  'users.permissions': needsOrSelf('users.manage'),
  'users.setPermissions': managersByRole,
  'teams.list': signedIn,
  'teams.get': signedIn,
  'teams.create': needs('teams.manage'),
  'teams.update': needs('teams.manage'),
  'teams.delete': needs('teams.manage'),
  'teams.setMembers': needs('teams.manage'),
  'teams.setMailboxes': needs('teams.manage'),
  'teams.deletionPreview': needs('teams.manage'),
  'teams.members': needs('teams.manage', 'users.manage'),
  'mailboxes.get': signedIn,
  'mailboxes.create': needs('mailboxes.manage'),
  'mailboxes.update': needs('mailboxes.manage'),
  'mailboxes.delete': needs('mailboxes.manage'),
  'mailboxes.deletionPreview': needs('mailboxes.manage'),
  'mailboxes.users': needs('mailboxes.manage', 'users.manage'),
  'users.mailboxes': needsOrSelf('users.manage'),
  'users.setMailboxes': needs('users.manage'),
  'users.teams': needsOrSelf('users.manage'),
  'users.setTeams': needs('users.manage'),
  'users.explainAccess': needsOrSelf('users.manage'),
  'mailboxes.list': signedIn,
  'events.stream': signedIn,
  'permissions.list': signedIn,
  'plans.list': signedIn,
  'roles.list': needs('users.manage'),
  'roles.setPermissions': owner,
  'account.get': needs('account.settings'),
  'account.update': needs('account.settings', 'account.billing'),
  'account.planPreview': owner,
  'account.requestOwnershipTransfer': owner,
  'account.ownershipTransfer': needs('account.settings'),
  'account.withdrawOwnershipTransfer': ownerOrAdministrator,
  'account.acceptOwnershipTransfer': ownerOrAdministrator,
  'users.listApiKeys': needsOrSelf('users.manage'),
  // Of others: never, but a manager is told 404 of unknown people first.
  'users.createApiKey': needsOrSelf('users.manage'),
  'users.rotateApiKey': needsOrSelf('users.manage'),
  'users.revokeApiKey': needsOrSelf('users.manage'),
  'account.listApiTokens': needs('account.settings'),
  'account.createApiToken': needs('account.settings'),
  'account.rotateApiToken': needs('account.settings'),
  'account.revokeApiToken': needs('account.settings'),
  'account.setApiTokenGuardian': needs('account.settings'),
  'helpscout.docsSites': everybody,
  'oauth.jwks': everybody,
};

function holds({ permissions }: { permissions: readonly Permission[] }, permission: Permission | undefined): boolean {
  return permission === undefined || permissions.includes(permission);
}

/**
 * Whether somebody with this role and these permissions may call a route about somebody else.
 * @param about `self` when the object is the caller
 */
export function mayCall(
  rule: RouteRule,
  caller: { role: Role; permissions: readonly Permission[] } | undefined,
  about: 'self' | 'other' = 'other',
): boolean {
  if (rule.who === 'public' || caller === undefined) return rule.who === 'public';
  if (rule.who === 'signed_in') return true;
  if (rule.who === 'self') return about === 'self';
  if (rule.who === 'role') {
    return rule.roles.includes(caller.role) && holds(caller, rule.permission);
  }
  return (rule.orSelf && about === 'self') || rule.anyOf.some((wanted) => caller.permissions.includes(wanted));
}
