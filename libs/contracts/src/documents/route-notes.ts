import { policyNotes } from './policy-notes.js';
import { apiKeyNotes } from './api-keys-notes.js';
import { keyNotes } from './key-notes.js';
import { lifecycleNotes } from './lifecycle-notes.js';
import { placesNotes } from './places-notes.js';
import { recordNotes } from './record-notes.js';
import { profileNotes } from './profile-notes.js';
import { twoFactorNotes } from './two-factor-notes.js';
import { recoveryNotes } from './recovery-notes.js';

/** What a declaration does not say of a route, for readers of the documents. */
export interface RouteNote {
  description?: string;
  /** A valid body. */
  body?: unknown;
  /** Valid answers by status. */
  answers?: Readonly<Record<number, unknown>>;
  /** Media type of an answer without a declared form; `text/event-stream` by default. */
  media?: string;
  /** Content of a body that the handler reads itself, by media type. */
  upload?: Readonly<Record<string, object>>;
  /** Names in `headers.ts` that successes carry besides X-Request-Id and ETag. */
  headers?: readonly string[];
}

const at = '2026-11-24T08:00:00.000Z';
const inAWeek = '2026-12-01T08:00:00.000Z';
const token = 'q83vEjRWeJC6s5nQ1x2YzA';
const password = 'three quiet otters rowing';

const user = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  number: 42,
  firstName: 'Ada',
  lastName: 'Byron',
  email: 'ada@example.com',
  alternateEmails: [],
  role: 'user',
  state: 'invited',
  alerts: [],
  jobTitle: 'Support lead',
  phone: '+49 30 5550123',
  timezone: 'Europe/Berlin',
  timeFormat: '24h',
  locale: 'en',
  initials: 'AB',
  mention: 'ada',
  photoUrl: null,
  twoFactorEnabled: false,
  teamIds: ['01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b'],
  mailboxIds: ['01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c'],
  invitation: {
    status: 'pending',
    sentAt: at,
    expiresAt: inAWeek,
    mail: { status: 'accepted', detail: '250 2.0.0 queued', at },
  },
  suspension: null,
  lastSignInAt: null,
  lastActiveAt: null,
  createdAt: at,
  updatedAt: at,
};
const revoked = {
  ...user,
  state: 'not_invited',
  alerts: [{ kind: 'not_invited' }],
  invitation: { ...user.invitation, status: 'revoked' },
};
const active = { ...user, state: 'active', invitation: null, lastSignInAt: at, lastActiveAt: at };
const me = {
  ...active,
  account: { id: '01890a5d-ac96-7f30-8c4d-2e5f6a7b8c9d', name: 'Analytical Engines', plan: 'plus' },
};
const session = { id: '01890a5d-ac96-7a40-9d5e-3f6a7b8c9dae', createdAt: at, expiresAt: inAWeek };
const signedIn = { status: 'signed_in', session, user: me };
const secondFactor = {
  status: 'second_factor_required',
  challengeId: '01890a5d-ac96-7b50-8e6f-4a7b8c9daebf',
  methods: ['totp', 'recovery_code'],
};
const teamPage = {
  items: [
    {
      id: '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b',
      number: 3,
      name: 'First line',
      mention: 'first-line',
      photoUrl: null,
      memberCount: 4,
      mailboxIds: ['01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c'],
      createdAt: at,
      updatedAt: at,
    },
  ],
  nextCursor: null,
};
const mailboxPage = {
  items: [
    {
      id: '01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c',
      number: 1,
      name: 'Help',
      email: 'help@example.com',
      createdAt: at,
      updatedAt: at,
    },
  ],
  nextCursor: null,
};

/** Notes by id of the route. The contract test holds every sample against its schema. */
export const routeNotes: Readonly<Record<string, RouteNote>> = {
  ...twoFactorNotes(signedIn),
  ...recoveryNotes({ token, password, signedIn }),
  'sessions.create': {
    description: 'The same answer for unknown addresses, wrong passwords and blocked sign-in.',
    body: { email: 'ada@example.com', password, transport: 'cookie' },
    answers: { 200: secondFactor, 201: signedIn },
    headers: ['Set-Cookie'],
  },
  'sessions.refresh': {
    body: { refreshToken: 'the refresh token of the last answer' },
    answers: { 200: { accessToken: 'a JWT', refreshToken: 'the next refresh token', expiresIn: 600 } },
  },
  'sessions.end': { headers: ['Set-Cookie'] },
  'invitations.lookup': {
    description: 'With the `token` of the link, or the `email` and the short `code` of the same mail.',
    body: { token },
    answers: {
      200: {
        accountName: 'Analytical Engines',
        email: 'ada@example.com',
        firstName: 'Ada',
        expiresAt: inAWeek,
        passwordPolicy: { minLength: 12, maxLength: 128, blockList: true },
      },
    },
  },
  'invitations.accept': {
    description: 'With the `token` of the link, or the `email` and the short `code` of the same mail.',
    body: { token, password, timezone: 'Europe/Berlin', timeFormat: '24h' },
    answers: { 201: signedIn },
    headers: ['Set-Cookie'],
  },
  'invitations.renew': {
    description: 'Those who can send invitations are told once per link, however often this is asked.',
    body: { token },
  },
  'me.reauthenticate': {
    description:
      'Some changes answer `reauthentication_required` when the last proof is older than ten minutes: prove it here, then repeat them. A browser gets another session cookie; the one before never counts as freshly proved, and goes soon after the new one is used.',
    body: { password },
  },
  'me.get': { answers: { 200: me } },
  'me.update': { body: { timeFormat: '12h', jobTitle: null }, answers: { 200: { ...active, timeFormat: '12h' } } },
  'me.access': {
    answers: {
      200: {
        role: 'user',
        permissions: ['threads.edit', 'reports.view', 'docs.edit', 'api.access'],
        plan: { name: 'plus', features: ['teams', 'custom_permissions', 'light_users', 'api_keys'] },
        mailboxes: [{ mailboxId: '01890a5d-ac96-7e20-9b3c-1d4e5f6a7b8c', sources: ['direct'] }],
      },
    },
  },
  'users.list': { answers: { 200: { items: [user], nextCursor: null } } },
  'users.seats': {
    answers: { 200: { billable: 12, light: { used: 3, included: 25 }, suspended: 1, pendingInvites: 2 } },
  },
  'users.create': {
    body: {
      firstName: 'Ada',
      lastName: 'Byron',
      email: 'ada@example.com',
      role: 'user',
      teamIds: user.teamIds,
      mailboxIds: user.mailboxIds,
    },
    answers: { 201: user },
    headers: ['Location'],
  },
  'users.get': { answers: { 200: user } },
  'users.update': { body: { jobTitle: 'Support lead' }, answers: { 200: user } },
  'users.invite': { answers: { 202: user } },
  'users.revokeInvitation': {
    description: 'Of an acceptance and a revocation at the same time one is answered with success, the other refused.',
    answers: { 200: revoked },
  },
  ...lifecycleNotes(active),
  'teams.list': { answers: { 200: teamPage } },
  'mailboxes.list': { answers: { 200: mailboxPage } },
  ...placesNotes(teamPage.items[0] ?? {}, mailboxPage.items[0] ?? {}),
  ...recordNotes,
  ...profileNotes,
  ...apiKeyNotes,
  ...keyNotes,
  'events.stream': {
    description:
      'Begins with `ready`. A hint is not a record: read again after connecting, and what a hint names. Ends with the session; connect again when the stream ends.',
    answers: {
      200: 'retry: 1000\n\nevent: ready\ndata: {}\n\nevent: user.changed\ndata: {"userId":"01890a5d-ac96-774b-bcce-b302099a8057","version":7}\n\nevent: team.changed\ndata: {"teamId":"01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b","version":3}\n\n',
    },
  },
  ...policyNotes,
  'account.acceptOwnershipTransfer': { answers: { 200: active } },
};
