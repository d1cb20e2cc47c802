import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { IsoTime, Nothing, PageOf, PageQuery, Uuid } from './primitives.js';

/** Where an IP address is registered: right for the country most of the time, never exact. */
export const ApproximateLocation = z.object({
  /** Only where the operator supplies a city database. */
  city: z.string().nullable(),
  region: z.string().nullable(),
  /** English name. */
  country: z.string(),
  /** ISO 3166-1 alpha-2. */
  countryCode: z.string(),
});
export type ApproximateLocation = z.infer<typeof ApproximateLocation>;

/** What a User-Agent header says, as far as it can be understood; `Unknown` otherwise. */
export const ClientDevice = z.object({ device: z.string(), browser: z.string(), os: z.string() });
export type ClientDevice = z.infer<typeof ClientDevice>;

/** One signed-in device, as its person and those who manage them see it. */
export const ActiveSession = z
  .object({
    id: Uuid,
    /** This is the session that asks. */
    current: z.boolean(),
    ...ClientDevice.shape,
    ip: z.string(),
    location: ApproximateLocation.nullable(),
    createdAt: IsoTime,
    /** Written at most once a minute. */
    lastSeenAt: IsoTime,
  })
  .meta({ id: 'ActiveSession' });
export type ActiveSession = z.infer<typeof ActiveSession>;
export const ActiveSessionPage = PageOf(ActiveSession).meta({ id: 'ActiveSessionPage' });

export const activeSessionCalls = {
  list: defineCall({
    subject: 'auth.active-sessions.list.v1',
    authority: 'user',
    summary: 'Live sessions of a user, newest first; of oneself, or of somebody one may manage.',
    request: PageQuery.extend({ userId: Uuid }),
    response: ActiveSessionPage,
    errors: ['invalid_cursor'],
  }),
  revoke: defineCall({
    subject: 'auth.active-sessions.revoke.v1',
    authority: 'user',
    summary: 'End one session of a user, on every gateway.',
    request: z.strictObject({ userId: Uuid, sessionId: Uuid }),
    response: Nothing,
  }),
  revokeOthers: defineCall({
    subject: 'auth.active-sessions.revoke-others.v1',
    authority: 'user',
    summary: 'End all sessions of a user but the one that asks.',
    request: z.strictObject({ userId: Uuid }),
    response: Nothing,
  }),
  describe: defineCall({
    subject: 'auth.active-sessions.describe.v1',
    clients: ['notifications'],
    authority: 'service',
    summary: 'Device and place of a session, for the mail about it. They stand in no event.',
    request: z.strictObject({ sessionId: Uuid }),
    response: z.object({
      accountId: Uuid,
      userId: Uuid,
      ...ClientDevice.shape,
      location: ApproximateLocation.nullable(),
      createdAt: IsoTime,
    }),
  }),
};

export const signInEvents = {
  /** The aggregate is the sign-in: `subject` is the id of its session. */
  unfamiliar: defineEvent({
    type: 'sign_in.unfamiliar',
    version: 1,
    source: 'auth',
    summary:
      'Somebody signed in with a browser, a system or from a country that were not seen of them for 90 days. Not for the first sign-in ever.',
    data: z.object({ sessionId: Uuid, userId: Uuid }),
    example: {
      sessionId: '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a',
      userId: '01890a5d-ac96-774b-bcce-b302099a8057',
    },
  }),
};
