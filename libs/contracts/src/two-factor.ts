import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { IsoTime, Line, Nothing, Uuid } from './primitives.js';
import { ClientOrigin, SignedIn, Transport } from './sign-in.js';
import { Passkey, PasskeyAssertion, PasskeyCreationOptions, PasskeyRequestOptions } from './passkeys.js';

export const factorKinds = ['totp', 'passkey'] as const;
export const FactorKind = z.enum(factorKinds);
export type FactorKind = z.infer<typeof FactorKind>;

/** What somebody can answer a challenge with. */
export const FactorMethod = z.enum(['totp', 'passkey', 'recovery_code']);
export type FactorMethod = z.infer<typeof FactorMethod>;

/** Six digits of an authenticator app, spaces allowed. */
export const TotpCode = z
  .string()
  .max(16)
  .transform((code) => code.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must be six digits'));

/** A code of an app or a recovery code, as people type it. */
export const FactorCode = z.string().min(1).max(32);

const FactorName = Line(60);

export const FactorMethodView = z
  .object({
    id: Uuid,
    kind: FactorKind,
    name: z.string(),
    createdAt: IsoTime,
    lastUsedAt: IsoTime.nullable(),
  })
  .meta({ id: 'FactorMethod' });

export const TwoFactor = z
  .object({
    enabled: z.boolean(),
    /** The account asks it of this person. */
    required: z.boolean(),
    methods: z.array(FactorMethodView).max(20),
    /** Unused ones of the set that was acknowledged. */
    recoveryCodesLeft: z.int().nonnegative(),
  })
  .meta({ id: 'TwoFactor' });

/** What managers see: whether, and which kinds. */
export const TwoFactorStatus = z
  .object({ enabled: z.boolean(), kinds: z.array(FactorKind) })
  .meta({ id: 'TwoFactorStatus' });

/** Shown once. The QR code holds `otpauthUrl`. */
export const TotpSecret = z
  .object({ id: Uuid, secret: z.string(), otpauthUrl: z.string(), qrSvg: z.string() })
  .meta({ id: 'TotpSecret' });

/** Ten codes, shown once; they count from the acknowledgement on. */
const codes = z.array(z.string()).length(10);
export const RecoveryCodes = z.object({ recoveryCodes: codes }).meta({ id: 'RecoveryCodes' });
/** With the first factor there are recovery codes to keep. */
export const ActivatedTotp = z.object({ recoveryCodes: codes.optional() }).meta({ id: 'ActivatedTotp' });
export const RegisteredPasskey = z
  .object({ method: FactorMethodView, recoveryCodes: codes.optional() })
  .meta({ id: 'RegisteredPasskey' });

export const StartTotpBody = z.strictObject({ name: FactorName.optional() }).meta({ id: 'StartTotp' });
export const ActivateTotpBody = z.strictObject({ code: TotpCode }).meta({ id: 'ActivateTotp' });
export const RegisterPasskeyBody = z
  .strictObject({ credential: Passkey, name: FactorName.optional() })
  .meta({ id: 'RegisterPasskey' });
export const RenameFactorBody = z.strictObject({ name: FactorName }).meta({ id: 'RenameFactor' });

const secondFactor = {
  challengeId: Uuid,
  method: FactorMethod,
  code: FactorCode.optional(),
  assertion: PasskeyAssertion.optional(),
  rememberDevice: z.boolean().optional(),
};
interface Answered {
  method: FactorMethod;
  code?: unknown;
  assertion?: unknown;
}
function fitsMethod({ method, code, assertion }: Answered): boolean {
  return method === 'passkey'
    ? assertion !== undefined && code === undefined
    : code !== undefined && assertion === undefined;
}
const oneAnswer = 'must hold `assertion` with the method `passkey`, and `code` with the others';

export const SecondFactorBody = z.strictObject(secondFactor).refine(fitsMethod, oneAnswer).meta({ id: 'SecondFactor' });
export const ChallengeBody = z.strictObject({ challengeId: Uuid }).meta({ id: 'Challenge' });

const passkeySignIn = {
  assertion: PasskeyAssertion,
  transport: Transport.default('cookie'),
  rememberDevice: z.boolean().default(false),
};
export const PasskeySignInBody = z.strictObject(passkeySignIn).meta({ id: 'PasskeySignIn' });
export const EnrolTotpBody = z.strictObject({ challengeId: Uuid, code: TotpCode }).meta({ id: 'EnrolTotp' });
export const EnrolPasskeyBody = z
  .strictObject({ challengeId: Uuid, credential: Passkey, name: FactorName.optional() })
  .meta({ id: 'EnrolPasskey' });

/** Signed in, and the codes of the factor that was enrolled on the way. */
export const Enrolled = SignedIn.extend({ recoveryCodes: codes.optional() });

export const secondFactorCalls = {
  complete: defineCall({
    subject: 'auth.second-factor.complete.v1',
    authority: 'anonymous',
    summary: 'Finish a sign-in with the second factor. A challenge takes five wrong answers.',
    request: z.strictObject({ ...secondFactor, origin: ClientOrigin }).refine(fitsMethod, oneAnswer),
    response: SignedIn,
    errors: ['second_factor_invalid', 'challenge_invalid'],
  }),
  passkeyOptions: defineCall({
    subject: 'auth.second-factor.passkey-options.v1',
    authority: 'anonymous',
    summary: 'What the browser needs to answer a challenge of a sign-in with a passkey.',
    request: z.strictObject({ challengeId: Uuid, origin: ClientOrigin }),
    response: PasskeyRequestOptions,
    errors: ['challenge_invalid'],
  }),
  startTotp: defineCall({
    subject: 'auth.enrolment.totp.start.v1',
    authority: 'anonymous',
    summary: 'A new secret for an authenticator app, for somebody who has to enrol before they are signed in.',
    request: z.strictObject({ challengeId: Uuid, origin: ClientOrigin }),
    response: TotpSecret,
    errors: ['challenge_invalid'],
  }),
  activateTotp: defineCall({
    subject: 'auth.enrolment.totp.activate.v1',
    authority: 'anonymous',
    summary: 'Finish enrolment with the first code of the app, and be signed in.',
    request: z.strictObject({ ...EnrolTotpBody.shape, id: Uuid, origin: ClientOrigin }),
    response: Enrolled,
    errors: ['challenge_invalid'],
  }),
  startPasskey: defineCall({
    subject: 'auth.enrolment.passkey.start.v1',
    authority: 'anonymous',
    summary: 'What the browser needs to make a passkey for somebody who has to enrol before they are signed in.',
    request: z.strictObject({ challengeId: Uuid, origin: ClientOrigin }),
    response: PasskeyCreationOptions,
    errors: ['challenge_invalid'],
  }),
  registerPasskey: defineCall({
    subject: 'auth.enrolment.passkey.register.v1',
    authority: 'anonymous',
    summary: 'Finish enrolment with a passkey, and be signed in.',
    request: z.strictObject({ ...EnrolPasskeyBody.shape, origin: ClientOrigin }),
    response: Enrolled,
    errors: ['challenge_invalid', 'conflict'],
  }),
};

export const passkeyCalls = {
  signInOptions: defineCall({
    subject: 'auth.passkeys.sign-in-options.v1',
    authority: 'anonymous',
    summary: 'What the browser needs to sign somebody in by a passkey alone.',
    request: z.strictObject({ origin: ClientOrigin }),
    response: PasskeyRequestOptions,
  }),
  signIn: defineCall({
    subject: 'auth.passkeys.sign-in.v1',
    authority: 'anonymous',
    summary: 'Sign in by a passkey alone; it has verified its user.',
    request: z.strictObject({ ...passkeySignIn, origin: ClientOrigin }),
    response: SignedIn,
    errors: ['passkey_invalid'],
  }),
  proofOptions: defineCall({
    subject: 'auth.passkeys.proof-options.v1',
    authority: 'user',
    summary: 'What the browser needs to prove once more by a passkey who is there.',
    request: Nothing,
    response: PasskeyRequestOptions,
  }),
};

const onceErrors = ['idempotency_conflict', 'idempotency_in_progress'] as const;

export const twoFactorCalls = {
  read: defineCall({
    subject: 'auth.two-factor.read.v1',
    authority: 'user',
    summary: 'The second factors of the caller.',
    request: Nothing,
    response: TwoFactor,
  }),
  startTotp: defineCall({
    subject: 'auth.two-factor.totp.start.v1',
    authority: 'user',
    summary: 'A new secret for an authenticator app; it counts once a code of it has come back. Needs a fresh proof.',
    request: StartTotpBody,
    response: TotpSecret,
    errors: ['reauthentication_required', 'conflict', ...onceErrors],
  }),
  activateTotp: defineCall({
    subject: 'auth.two-factor.totp.activate.v1',
    authority: 'user',
    summary: 'The first code of the app: the factor counts from now on. Needs a fresh proof.',
    request: z.strictObject({ ...ActivateTotpBody.shape, id: Uuid, origin: ClientOrigin }),
    response: ActivatedTotp,
    errors: ['reauthentication_required', 'conflict'],
  }),
  passkeyOptions: defineCall({
    subject: 'auth.two-factor.passkeys.options.v1',
    authority: 'user',
    summary: 'What the browser needs to make a passkey. Needs a fresh proof.',
    request: Nothing,
    response: PasskeyCreationOptions,
    errors: ['reauthentication_required'],
  }),
  registerPasskey: defineCall({
    subject: 'auth.two-factor.passkeys.register.v1',
    authority: 'user',
    summary: 'Keep a passkey that the browser has made. Needs a fresh proof.',
    request: z.strictObject(RegisterPasskeyBody.shape),
    response: RegisteredPasskey,
    errors: ['reauthentication_required', 'conflict', ...onceErrors],
  }),
  renewCodes: defineCall({
    subject: 'auth.two-factor.recovery-codes.renew.v1',
    authority: 'user',
    summary: 'Ten new recovery codes; the old ones end when the new ones are acknowledged. Needs a fresh proof.',
    request: Nothing,
    response: RecoveryCodes,
    errors: ['reauthentication_required', 'conflict', ...onceErrors],
  }),
  acknowledgeCodes: defineCall({
    subject: 'auth.two-factor.recovery-codes.acknowledge.v1',
    authority: 'user',
    summary: 'The person has kept the newest recovery codes: they count, and older ones end.',
    request: Nothing,
    response: Nothing,
    errors: ['conflict'],
  }),
  rename: defineCall({
    subject: 'auth.two-factor.methods.rename.v1',
    authority: 'user',
    summary: 'Give a factor another name.',
    request: z.strictObject({ ...RenameFactorBody.shape, id: Uuid }),
    response: FactorMethodView,
  }),
  remove: defineCall({
    subject: 'auth.two-factor.methods.remove.v1',
    authority: 'user',
    summary: 'Remove a factor; with the last one recovery codes and remembered devices end. Needs a fresh proof.',
    request: z.strictObject({ id: Uuid }),
    response: Nothing,
    errors: ['reauthentication_required', 'second_factor_mandatory', 'password_needs_factor'],
  }),
  status: defineCall({
    subject: 'auth.two-factor.status.v1',
    authority: 'user',
    summary: 'Whether somebody has a second factor, and of which kinds. For oneself and for those who manage them.',
    request: z.strictObject({ userId: Uuid }),
    response: TwoFactorStatus,
  }),
  reset: defineCall({
    subject: 'auth.two-factor.reset.v1',
    authority: 'user',
    summary: 'A manager removes all factors of somebody: everything that is signed in ends, and the person is told.',
    request: z.strictObject({ userId: Uuid }),
    response: Nothing,
    errors: ['reauthentication_required'],
  }),
};

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';

export const secondFactorEvents = {
  enabled: defineEvent({
    type: 'second_factor.enabled',
    version: 1,
    source: 'auth',
    summary: 'A person added a second factor.',
    data: z.object({ userId: Uuid, kinds: z.array(FactorKind).describe('Kinds that they have now.') }),
    example: { userId: aUser, kinds: ['totp'] },
  }),
  disabled: defineEvent({
    type: 'second_factor.disabled',
    version: 1,
    source: 'auth',
    summary: 'A person removed a second factor.',
    data: z.object({
      userId: Uuid,
      kinds: z.array(FactorKind).describe('Kinds that are left; none: signing in takes one factor again.'),
    }),
    example: { userId: aUser, kinds: [] },
  }),
  reset: defineEvent({
    type: 'second_factor.reset',
    version: 1,
    source: 'auth',
    summary: 'Somebody who manages the person removed all their factors; their sessions and links ended with them.',
    data: z.object({ userId: Uuid, kinds: z.array(FactorKind).describe('Kinds that were removed.') }),
    example: { userId: aUser, kinds: ['totp', 'passkey'] },
  }),
};
