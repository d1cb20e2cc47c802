import { ApiProblem, type PasskeyRefusal } from '../../api/api-problem.js';
import type { Passkey, PasskeyAssertion, PasskeyCreationOptions, PasskeyRequestOptions } from '../../api/types.js';

// Written out instead of `parseCreationOptionsFromJSON` and `toJSON`, which phones a few years old do not have.

/** Base64url without padding, as WebAuthn's JSON has it. */
export function toBase64url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

type Descriptor = PasskeyRequestOptions['allowCredentials'][number];

function toDescriptor({ id, type, transports }: Descriptor): PublicKeyCredentialDescriptor {
  // Browsers pass over transports that they do not know.
  const known = transports as AuthenticatorTransport[] | undefined;
  return { id: fromBase64url(id), type, ...(known === undefined ? {} : { transports: known }) };
}

const refusals: Record<string, PasskeyRefusal> = {
  NotAllowedError: 'passkey_cancelled',
  AbortError: 'passkey_cancelled',
  InvalidStateError: 'passkey_exists',
};

/** Browsers say on purpose little about why. */
export function refusalOf(error: unknown): ApiProblem {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return new ApiProblem({ code: refusals[name] ?? 'passkey_unsupported' }, { cause: error });
}

/** Whether this browser can use passkeys at this address; they need HTTPS or localhost. */
export function passkeysWork(): boolean {
  return typeof PublicKeyCredential === 'function' && window.isSecureContext;
}

async function ceremony(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!passkeysWork()) throw new ApiProblem({ code: 'passkey_unsupported' });
  const credential = await ask().catch((error: unknown) => {
    throw refusalOf(error);
  });
  if (credential instanceof PublicKeyCredential) return credential;
  throw new ApiProblem({ code: 'passkey_cancelled' });
}

function named({ id, rawId }: PublicKeyCredential) {
  return { id, rawId: toBase64url(rawId), type: 'public-key' as const };
}

/** Has the browser make a passkey. @throws ApiProblem */
export async function makePasskey(options: PasskeyCreationOptions): Promise<Passkey> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...options,
    challenge: fromBase64url(options.challenge),
    user: { ...options.user, id: fromBase64url(options.user.id) },
    excludeCredentials: options.excludeCredentials.map(toDescriptor),
  };
  const credential = await ceremony(() => navigator.credentials.create({ publicKey }));
  const { response } = credential;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new ApiProblem({ code: 'passkey_unsupported' });
  return {
    ...named(credential),
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      attestationObject: toBase64url(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

/** Has the browser answer with a passkey. @throws ApiProblem */
export async function answerByPasskey(options: PasskeyRequestOptions): Promise<PasskeyAssertion> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...options,
    challenge: fromBase64url(options.challenge),
    allowCredentials: options.allowCredentials.map(toDescriptor),
  };
  const credential = await ceremony(() => navigator.credentials.get({ publicKey }));
  const { response } = credential;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new ApiProblem({ code: 'passkey_unsupported' });
  return {
    ...named(credential),
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      authenticatorData: toBase64url(response.authenticatorData),
      signature: toBase64url(response.signature),
      userHandle: response.userHandle === null ? null : toBase64url(response.userHandle),
    },
  };
}
