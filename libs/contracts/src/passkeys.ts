import { z } from 'zod';

/** Binary values of WebAuthn travel as base64url. */
function Bytes(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');
}

/** Characters of the longest credential id: 1,023 bytes (WebAuthn Level 3, 7.1) as base64url. */
export const maxCredentialId = 1_364;

// Their names are a registry that grows.
const transports = z.array(z.string().regex(/^[a-z0-9-]{1,32}$/, 'must name a transport')).max(10);

// What browsers write by themselves (`toJSON()`) may gain fields, so unknown ones are passed over here.
const credential = {
  id: Bytes(maxCredentialId),
  rawId: Bytes(maxCredentialId),
  type: z.literal('public-key'),
};

/** A credential that `navigator.credentials.create()` has made, as its `toJSON()` says it (WebAuthn Level 3, 5.1). */
export const Passkey = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: Bytes(4096),
      attestationObject: Bytes(16_384),
      transports: transports.optional(),
    }),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.infer<typeof Passkey>;

/** What `navigator.credentials.get()` answers, as its `toJSON()` says it. */
export const PasskeyAssertion = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: Bytes(4096),
      authenticatorData: Bytes(4096),
      signature: Bytes(4096),
      userHandle: z.string().max(128).nullish(),
    }),
  })
  .meta({ id: 'PasskeyAssertion' });
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>;

const descriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
});

/** For `PublicKeyCredential.parseCreationOptionsFromJSON()`. */
export const PasskeyCreationOptions = z
  .object({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    excludeCredentials: z.array(descriptor),
    authenticatorSelection: z.object({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.literal('required'),
    }),
    attestation: z.literal('none'),
  })
  .meta({ id: 'PasskeyCreationOptions' });
export type PasskeyCreationOptions = z.infer<typeof PasskeyCreationOptions>;

/** For `PublicKeyCredential.parseRequestOptionsFromJSON()`. */
export const PasskeyRequestOptions = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int(),
    /** Empty: whichever passkey the person has here. */
    allowCredentials: z.array(descriptor),
    userVerification: z.literal('required'),
  })
  .meta({ id: 'PasskeyRequestOptions' });
export type PasskeyRequestOptions = z.infer<typeof PasskeyRequestOptions>;
