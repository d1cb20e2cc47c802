import type { RouteNote } from './route-notes.js';

const at = '2026-11-24T08:00:00.000Z';
const email = 'ada@example.com';

interface Samples {
  token: string;
  password: string;
  signedIn: unknown;
}

const sessionsNote: RouteNote = {
  description: 'The location is where the IP address is registered (data of June 2026), null when that is not known.',
  answers: {
    200: {
      items: [
        {
          id: '01890a5d-ac96-7a40-9d5e-3f6a7b8c9dae',
          current: true,
          device: 'Apple iPhone',
          browser: 'Safari 17',
          os: 'iOS 17.5',
          ip: '192.0.2.7',
          location: { city: null, region: null, country: 'Germany', countryCode: 'DE' },
          createdAt: at,
          lastSeenAt: at,
        },
      ],
      nextCursor: null,
    },
  },
};

/** Notes on sessions, recovery, passwords and sign-up. */
export function recoveryNotes({ token, password, signedIn }: Samples): Record<string, RouteNote> {
  return {
    'passwordResets.request': {
      description:
        'Answered before anybody looks whether the address is known. Only active users get a mail, and one address only a few an hour.',
      body: { email },
    },
    'passwordResets.lookup': {
      description: 'With the `token` of the link, or the `email` and the short `code` of the same mail.',
      body: { token },
      answers: {
        200: {
          accountName: 'Analytical Engines',
          email,
          firstName: 'Ada',
          expiresAt: '2026-11-24T09:00:00.000Z',
          passwordPolicy: { minLength: 15, maxLength: 128, blockList: true },
        },
      },
    },
    'passwordResets.complete': {
      description: 'With the `token` of the link, or the `email` and the short `code` of the same mail.',
      body: { email, code: 'K7QM-2XPA', password },
    },
    'me.changePassword': { body: { currentPassword: 'the one until now, still known', newPassword: password } },
    'accounts.signUp': {
      description: 'Nothing exists before the mail is confirmed.',
      body: {
        accountName: 'Analytical Engines',
        firstName: 'Ada',
        lastName: 'Byron',
        email,
        password,
        timezone: 'Europe/London',
      },
    },
    'accounts.confirm': { body: { token }, answers: { 201: signedIn }, headers: ['Set-Cookie'] },
    'users.sessions': sessionsNote,
    'users.revokeSession': { headers: ['Set-Cookie'] },
  };
}
