import type { RouteNote } from './route-notes.js';

const token = 'q83vEjRWeJC6s5nQ1x2YzA';
const photoUrl = '/photos/q83vEjRWeJC6s5nQ1x2YzA/256.webp';
const emailChange = {
  email: 'ada@new.example',
  requestedAt: '2026-11-24T08:00:00.000Z',
  expiresAt: '2026-11-25T08:00:00.000Z',
};
const silent = { email: false, browser: false, mobile: false };
const noticed = { email: true, browser: true, mobile: false };
const team = '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b';
const preferences = {
  preferences: {
    'conversation.created': silent,
    'conversation.assigned_to_me': noticed,
    'conversation.assigned_to_other': silent,
    'conversation.followed_updated': noticed,
    'mention.me': { ...noticed, mobile: true },
    'customer.replied.unassigned': silent,
    'customer.replied.mine': noticed,
    'customer.replied.other': silent,
    'user.replied.unassigned': silent,
    'user.replied.mine': noticed,
    'user.replied.other': silent,
  },
  teams: {
    [team]: {
      'team.assigned': noticed,
      'team.mentioned': silent,
      'team.customer_replied': silent,
      'team.user_replied': silent,
    },
  },
};

const upload: RouteNote = {
  description:
    'Kept as two squares without any metadata, turned as the camera held it. The declared type does not matter, the bytes do.',
  upload: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['photo'],
        properties: { photo: { type: 'string', contentMediaType: 'application/octet-stream' } },
      },
    },
  },
  answers: { 200: { photoUrl } },
};
const change: RouteNote = {
  description: 'At most five mails a day to one address. The old address is told once the change counts.',
  body: { email: 'ada@new.example' },
  answers: { 202: emailChange },
};
const pending: RouteNote = { answers: { 200: emailChange } };

/** Notes on photos, addresses and personal settings. */
export const profileNotes: Readonly<Record<string, RouteNote>> = {
  'me.setPhoto': upload,
  'users.setPhoto': upload,
  'teams.setPhoto': upload,
  'photos.read': {
    description: 'Whoever has the URL may see it; another upload gets another URL. Cache it for ever.',
    media: 'image/webp',
  },
  'me.changeEmail': change,
  'users.changeEmail': {
    ...change,
    description: `${change.description ?? ''} Nobody does it for somebody who may do what they may not.`.trim(),
  },
  'me.getEmailChange': pending,
  'users.getEmailChange': pending,
  'emailChanges.confirm': { body: { token } },
  'users.getNotifications': { answers: { 200: preferences } },
  'users.setNotifications': {
    body: {
      preferences: { 'mention.me': { ...noticed, mobile: true } },
      teams: { [team]: { 'team.assigned': noticed } },
    },
    answers: { 200: preferences },
  },
  'users.getAutoBcc': { answers: { 200: { addresses: [{ address: 'archive@example.com', confirmed: true }] } } },
  'users.setAutoBcc': {
    description: 'Addresses that are new, or whose link has expired, get a mail; at most five a day each.',
    body: { addresses: ['archive@example.com'] },
    answers: { 200: { addresses: [{ address: 'archive@example.com', confirmed: false }] } },
  },
  'autoBcc.confirm': { body: { token } },
};
