import { autoBccCalls, autoBccEvents } from './auto-bcc.js';
import type { Call } from './calls.js';
import { confirmationCalls, emailChangeCalls } from './email-changes.js';
import type { EventType } from './facts.js';
import type { Route } from './http.js';
import { lifecycleEvents } from './lifecycle-events.js';
import { mailEvents } from './mails.js';
import { notificationPreferenceCalls, notificationPreferenceEvents } from './notification-preferences.js';
import { photoCalls, photoEvents } from './photos.js';
import { mailboxCalls, teamCalls } from './places.js';
import { routes } from './routes.js';
import {
  credentialEvents,
  invitationCalls,
  keyCalls,
  linkCalls,
  linkEvents,
  sessionCalls,
  sessionEvents,
} from './sign-in.js';
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
  ...Object.values(photoCalls),
  ...Object.values(emailChangeCalls),
  ...Object.values(confirmationCalls),
  ...Object.values(autoBccCalls),
  ...Object.values(notificationPreferenceCalls),
];

export const allEvents: readonly EventType[] = [
  ...Object.values(userEvents),
  ...Object.values(lifecycleEvents),
  ...Object.values(linkEvents),
  ...Object.values(credentialEvents),
  ...Object.values(sessionEvents),
  ...Object.values(mailEvents),
  ...Object.values(photoEvents),
  ...Object.values(autoBccEvents),
  ...Object.values(notificationPreferenceEvents),
];

export const allRoutes: readonly Route[] = Object.values(routes);
