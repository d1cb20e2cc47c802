import { accountCalls, accountEvents } from './account.js';
import { accessEvents, userAccessCalls } from './access-calls.js';
import { accountTokenCalls, apiDecisionCalls, apiKeyCalls, apiKeyEvents } from './api-keys.js';
import { auditCalls } from './audit.js';
import { bulkCalls, importCalls } from './bulk.js';
import { autoBccCalls, autoBccEvents } from './auto-bcc.js';
import type { Call } from './calls.js';
import { confirmationCalls, emailChangeCalls } from './email-changes.js';
import { eventOriginCalls } from './event-origins.js';
import type { EventType } from './facts.js';
import type { Route } from './http.js';
import { holdingCalls } from './holdings.js';
import { lifecycleEvents } from './lifecycle-events.js';
import { lifecycleCalls } from './lifecycle.js';
import { mailboxEvents, mailboxManagementCalls } from './mailbox-calls.js';
import { mailEvents } from './mails.js';
import { ownershipCalls, ownershipEvents } from './ownership.js';
import { permissionCalls, permissionEvents } from './permission-calls.js';
import { notificationPreferenceCalls, notificationPreferenceEvents } from './notification-preferences.js';
import { photoCalls, photoEvents } from './photos.js';
import { mailboxCalls, teamCalls } from './places.js';
import { rosterCalls } from './roster.js';
import { passwordCalls, passwordResetCalls, recoveryCalls } from './recovery.js';
import { routes } from './routes.js';
import { activeSessionCalls, signInEvents } from './session-list.js';
import { signUpCalls, signUpEvents } from './sign-up.js';
import { invitationCalls, linkCalls, linkEvents } from './links.js';
import { credentialEvents, keyCalls, sessionCalls, sessionEvents } from './sign-in.js';
import { teamEvents, teamManagementCalls } from './team-calls.js';
import { passkeyCalls, secondFactorCalls, secondFactorEvents, twoFactorCalls } from './two-factor.js';
import { peopleCalls, userCalls, userEvents } from './user-calls.js';

/** Every call, event and route that exists. Documents, allow lists and completeness tests walk these. */
export const allCalls: readonly Call[] = [
  ...Object.values(userCalls),
  ...Object.values(peopleCalls),
  ...Object.values(lifecycleCalls),
  ...Object.values(holdingCalls),
  ...Object.values(teamCalls),
  ...Object.values(mailboxCalls),
  ...Object.values(teamManagementCalls),
  ...Object.values(mailboxManagementCalls),
  ...Object.values(userAccessCalls),
  ...Object.values(sessionCalls),
  ...Object.values(keyCalls),
  ...Object.values(invitationCalls),
  ...Object.values(linkCalls),
  ...Object.values(eventOriginCalls),
  ...Object.values(accountCalls),
  ...Object.values(ownershipCalls),
  ...Object.values(permissionCalls),
  ...Object.values(rosterCalls),
  ...Object.values(auditCalls),
  ...Object.values(bulkCalls),
  ...Object.values(importCalls),
  ...Object.values(photoCalls),
  ...Object.values(emailChangeCalls),
  ...Object.values(confirmationCalls),
  ...Object.values(autoBccCalls),
  ...Object.values(notificationPreferenceCalls),
  ...Object.values(secondFactorCalls),
  ...Object.values(passkeyCalls),
  ...Object.values(twoFactorCalls),
  ...Object.values(activeSessionCalls),
  ...Object.values(passwordResetCalls),
  ...Object.values(recoveryCalls),
  ...Object.values(passwordCalls),
  ...Object.values(signUpCalls),
  ...Object.values(apiKeyCalls),
  ...Object.values(accountTokenCalls),
  ...Object.values(apiDecisionCalls),
];

export const allEvents: readonly EventType[] = [
  ...Object.values(userEvents),
  ...Object.values(lifecycleEvents),
  ...Object.values(accessEvents),
  ...Object.values(teamEvents),
  ...Object.values(mailboxEvents),
  ...Object.values(linkEvents),
  ...Object.values(credentialEvents),
  ...Object.values(sessionEvents),
  ...Object.values(mailEvents),
  ...Object.values(accountEvents),
  ...Object.values(ownershipEvents),
  ...Object.values(permissionEvents),
  ...Object.values(photoEvents),
  ...Object.values(autoBccEvents),
  ...Object.values(notificationPreferenceEvents),
  ...Object.values(secondFactorEvents),
  ...Object.values(signInEvents),
  ...Object.values(signUpEvents),
  ...Object.values(apiKeyEvents),
];

export const allRoutes: readonly Route[] = Object.values(routes);
