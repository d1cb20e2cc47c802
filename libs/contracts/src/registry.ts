import { foundingCalls } from './account-founding.js';
import { accountSecurityEvents } from './account-security-event.js';
import type { Call } from './calls.js';
import type { EventType } from './facts.js';
import type { Route } from './http.js';
import { lifecycleEvents } from './lifecycle-events.js';
import { mailEvents } from './mails.js';
import { mailboxCalls, teamCalls } from './places.js';
import { passwordCalls, passwordResetCalls } from './recovery.js';
import { routes } from './routes.js';
import { activeSessionCalls, signInEvents } from './session-list.js';
import { signUpCalls, signUpEvents } from './sign-up.js';
import { invitationCalls, linkCalls, linkEvents } from './links.js';
import { credentialEvents, keyCalls, sessionCalls, sessionEvents } from './sign-in.js';
import { peopleCalls, userCalls, userEvents } from './user-calls.js';

/** Every call, event and route that exists. Documents, allow lists and completeness tests walk these. */
export const allCalls: readonly Call[] = [
  ...Object.values(userCalls),
  ...Object.values(peopleCalls),
  ...Object.values(teamCalls),
  ...Object.values(mailboxCalls),
  ...Object.values(sessionCalls),
  ...Object.values(keyCalls),
  ...Object.values(invitationCalls),
  ...Object.values(linkCalls),
  ...Object.values(activeSessionCalls),
  ...Object.values(passwordResetCalls),
  ...Object.values(passwordCalls),
  ...Object.values(signUpCalls),
  ...Object.values(foundingCalls),
];

export const allEvents: readonly EventType[] = [
  ...Object.values(userEvents),
  ...Object.values(lifecycleEvents),
  ...Object.values(linkEvents),
  ...Object.values(credentialEvents),
  ...Object.values(sessionEvents),
  ...Object.values(mailEvents),
  ...Object.values(signInEvents),
  ...Object.values(signUpEvents),
  ...Object.values(accountSecurityEvents),
];

export const allRoutes: readonly Route[] = Object.values(routes);
