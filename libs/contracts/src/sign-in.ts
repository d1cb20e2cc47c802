import { z } from 'zod';
import { Caller } from './caller.js';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { PasskeyAssertion } from './passkeys.js';
import { EmailAddress, IsoTime, Nothing, Uuid } from './primitives.js';

/** Any string that could be a password: bounds only, so that sign-in never tells the policy apart. */
export const PasswordInput = z.string().min(1).max(128).meta({ format: 'password' });

/** What a new password must satisfy (NIST SP 800-63B): length, block list, no composition rules. */
export const PasswordPolicy = z
  .object({ minLength: z.int(), maxLength: z.int(), blockList: z.literal(true) })
  .meta({ id: 'PasswordPolicy' });

/** Where a request came from, as the gateway saw it behind its trusted proxies. */
export const ClientOrigin = z.object({ ip: z.string().max(64), userAgent: z.string().max(512) });
export type ClientOrigin = z.infer<typeof ClientOrigin>;

/** Secret of a remembered device. */
export const DeviceToken = z.string().min(1).max(128);

export const Transport = z.enum(['cookie', 'bearer']);

export const Session = z
  .object({
    id: Uuid,
    createdAt: IsoTime,
    /** Absolute end, whatever happens. */
    expiresAt: IsoTime,
  })
  .meta({ id: 'Session' });

/** Secrets of a fresh session. The gateway turns `cookie` into Set-Cookie and the rest into the body. */
export const SessionSecrets = z.object({
  cookie: z.string().nullable(),
  accessToken: z.string().nullable(),
  refreshToken: z.string().nullable(),
  /** Lifetime of the access token in seconds. */
  expiresIn: z.int().nullable(),
  /** Set when the device is remembered from now on. */
  deviceToken: z.string().optional(),
});

/** A caller token with what the gateway may know about it. */
export const Identity = z.object({
  callerToken: z.string(),
  caller: Caller,
});
export type Identity = z.infer<typeof Identity>;

/** Everything that a finished sign-in gives; the gateway shows each part where it belongs. */
export const SignedIn = z.object({
  status: z.literal('signed_in'),
  session: Session,
  secrets: SessionSecrets,
  identity: Identity,
  /** Which invitation was accepted, when one was. */
  invitationVersion: z.int().positive().optional(),
});

export const SignInResult = z.discriminatedUnion('status', [
  SignedIn,
  z.object({
    status: z.literal('second_factor_required'),
    challengeId: Uuid,
    methods: z.array(z.enum(['totp', 'passkey', 'recovery_code'])),
  }),
  z.object({ status: z.literal('enrolment_required'), challengeId: Uuid }),
]);

export const CreateSessionBody = z
  .strictObject({
    email: EmailAddress,
    password: PasswordInput,
    transport: Transport.default('cookie'),
    rememberDevice: z.boolean().default(false),
    /** Of a device that was remembered; browsers send a cookie instead. */
    deviceToken: DeviceToken.optional(),
  })
  .meta({ id: 'CreateSession' });

/** Proof that it is still them; opens what needs a fresh proof for ten minutes. */
const proof = {
  password: PasswordInput.optional(),
  code: z.string().min(1).max(32).optional(),
  assertion: PasskeyAssertion.optional(),
};
function hasOneOf(proofs: { password?: unknown; code?: unknown; assertion?: unknown }): boolean {
  return [proofs.password, proofs.code, proofs.assertion].filter((one) => one !== undefined).length === 1;
}
const oneOfThree = 'must hold one of `password`, `code` and `assertion`';
export const ReauthenticateBody = z.strictObject(proof).refine(hasOneOf, oneOfThree).meta({ id: 'Reauthenticate' });

/** What takes the place of a session's cookie, for a caller that said `renewsCookie`: it hands the cookie on. */
export const RenewedSession = z.object({
  renewed: z.object({ cookie: z.string(), expiresAt: z.iso.datetime() }).optional(),
});
export type RenewedSession = z.infer<typeof RenewedSession>;
/** Of a call after which a browser's session goes on under another cookie. */
export const RenewsCookie = z.literal(true).optional();

export const sessionCalls = {
  create: defineCall({
    subject: 'auth.sessions.create.v1',
    authority: 'anonymous',
    summary: 'Sign in by password. Same answer for unknown addresses, wrong passwords and blocked sign-in.',
    request: z.strictObject({ ...CreateSessionBody.shape, origin: ClientOrigin }),
    response: SignInResult,
    errors: ['invalid_credentials'],
    deadlineMs: 10_000,
  }),
  verify: defineCall({
    subject: 'auth.sessions.verify.v1',
    authority: 'anonymous',
    summary: 'Is this credential alive? Answers a fresh caller token. Asked at most every 5 seconds per credential.',
    request: z.strictObject({
      kind: z.enum(['cookie', 'bearer', 'api_token']),
      credential: z.string().min(1).max(4096),
      origin: ClientOrigin,
    }),
    response: Identity.extend({ session: Session }),
    deadlineMs: 2000,
  }),
  refresh: defineCall({
    subject: 'auth.sessions.refresh.v1',
    authority: 'anonymous',
    summary: 'Rotate a refresh token. The same answer within 10 s; reuse later ends the family.',
    request: z.strictObject({ refreshToken: z.string().min(1).max(512), origin: ClientOrigin }),
    response: z.object({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.int() }),
    errors: ['refresh_token_invalid'],
  }),
  end: defineCall({
    subject: 'auth.sessions.end.v1',
    authority: 'user',
    summary: 'Sign out: end the session of the caller, on every gateway.',
    request: Nothing,
    response: Nothing,
  }),
  reauthenticate: defineCall({
    subject: 'auth.sessions.reauthenticate.v1',
    authority: 'user',
    summary: 'Mark the session of the caller as freshly proved. Counted by the same limiter as signing in.',
    request: z
      .strictObject({ ...proof, renewsCookie: RenewsCookie, origin: ClientOrigin })
      .refine(hasOneOf, oneOfThree),
    response: RenewedSession,
    errors: ['invalid_credentials', 'second_factor_invalid'],
    deadlineMs: 10_000,
  }),
};

/** JSON Web Key Set: public keys that our tokens are verified with (RFC 7517). */
export const JsonWebKeySet = z
  .object({
    keys: z.array(
      z.object({
        kid: z.string().describe('Which key it is; tokens name it in their header'),
        kty: z.literal('EC'),
        crv: z.literal('P-256'),
        alg: z.literal('ES256'),
        use: z.literal('sig'),
        x: z.string(),
        y: z.string(),
      }),
    ),
  })
  .meta({ id: 'JsonWebKeySet' });

export const keyCalls = {
  list: defineCall({
    subject: 'auth.keys.list.v1',
    clients: ['gateway', 'users', 'notifications'],
    authority: 'service',
    summary: 'Public keys that caller tokens and access tokens are signed with.',
    request: Nothing,
    response: JsonWebKeySet,
  }),
  published: defineCall({
    subject: 'auth.keys.published.v1',
    clients: ['gateway'],
    authority: 'service',
    summary: 'Public keys of access tokens alone: what others may verify. Caller tokens are nobody else’s.',
    request: Nothing,
    response: JsonWebKeySet,
  }),
};

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';
const aLink = '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a';

export const credentialEvents = {
  passwordSet: defineEvent({
    type: 'credential.password_set',
    version: 1,
    source: 'auth',
    summary: 'A person has a new password: by invitation, sign-up, reset or change, or an operator imported one.',
    data: z.object({
      userId: Uuid,
      via: z.enum(['invitation', 'sign_up', 'reset', 'change', 'import']),
      invitationVersion: z
        .int()
        .positive()
        .optional()
        .describe('Which invitation was accepted; absent when it was set in another way.'),
    }),
    example: { userId: aUser, via: 'invitation', invitationVersion: 1 },
  }),
  locked: defineEvent({
    type: 'credential.locked',
    version: 1,
    source: 'auth',
    summary: 'Password sign-in is blocked after too many wrong passwords in a row; open sessions go on.',
    data: z.object({ userId: Uuid, failures: z.int().positive() }),
    example: { userId: aUser, failures: 10 },
  }),
  unlocked: defineEvent({
    type: 'credential.unlocked',
    version: 1,
    source: 'auth',
    summary: 'Password sign-in works again.',
    data: z.object({ userId: Uuid }),
    example: { userId: aUser },
  }),
};

export const sessionEvents = {
  created: defineEvent({
    type: 'session.created',
    version: 1,
    source: 'auth',
    summary: 'Somebody signed in.',
    data: z.object({ sessionId: Uuid, userId: Uuid, at: IsoTime }),
    example: { sessionId: aLink, userId: aUser, at: '2026-11-24T08:00:00.000Z' },
  }),
  ended: defineEvent({
    type: 'session.ended',
    version: 1,
    source: 'auth',
    summary: 'A session ended before its time.',
    data: z.object({
      sessionId: Uuid,
      userId: Uuid,
      reason: z.enum(['signed_out', 'revoked', 'replaced', 'refresh_reuse']),
    }),
    example: { sessionId: aLink, userId: aUser, reason: 'signed_out' },
  }),
};
