import type { Passkey, PasskeyAssertion, PasskeyCreationOptions, PasskeyRequestOptions } from '../api/types.js';

/** What came of asking the browser: a credential, or words why there is none. */
export type FromBrowser<Credential> = { credential: Credential } | { refusal: string };

const refusals: Record<string, string> = {
  NotAllowedError: 'Nothing was done: the request was cancelled or took too long.',
  InvalidStateError: 'This device already has a passkey for your account.',
  SecurityError: 'Passkeys do not work at this address. Open Muster by its usual address.',
};

/** Words for what a browser throws. */
export function refusalText(error: unknown): string {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return refusals[name] ?? 'This browser could not use a passkey. Try another browser, or another way.';
}

/** Whether this browser can do it, here. */
export function passkeysWork(): boolean {
  return typeof PublicKeyCredential === 'function' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
}

async function fromBrowser<Credential>(request: () => Promise<unknown>): Promise<FromBrowser<Credential>> {
  try {
    const credential = await request();
    if (credential instanceof PublicKeyCredential) return { credential: credential.toJSON() as Credential };
    return { refusal: refusalText(undefined) };
  } catch (error) {
    return { refusal: refusalText(error) };
  }
}

/** Has the browser make a passkey. */
export function makePasskey(options: PasskeyCreationOptions): Promise<FromBrowser<Passkey>> {
  return fromBrowser(() =>
    navigator.credentials.create({
      // The same fields; only the spelling of what may be left out differs.
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
    }),
  );
}

/** Has the browser answer with a passkey that it knows. */
export function askPasskey(options: PasskeyRequestOptions): Promise<FromBrowser<PasskeyAssertion>> {
  return fromBrowser(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
    }),
  );
}
