import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  maxCredentialId,
  type ClientOrigin,
  type Passkey,
  type PasskeyAssertion,
  type PasskeyCreationOptions,
  type PasskeyRequestOptions,
} from '#contracts';
import { AppError } from '#errors';
import { CONFIG, type AuthConfig } from '../config.js';
import { networkOf } from '../limits/network.js';
import { ChallengesRepository, type PasskeyBinding } from './challenges.repository.js';
import { FactorsRepository, type PasskeyFactor, type Person } from './factors.repository.js';

/** A passkey that has just been made. */
export interface MadePasskey {
  credentialId: string;
  publicKey: Buffer;
  signCount: number;
  transports: string[];
}

/** Whose passkey has just been used, and what that proves (RFC 8176). */
export interface UsedPasskey {
  person: Person;
  amr: string[];
}

const challengeForm = /^[A-Za-z0-9_-]{43}$/;
const timeout = 300_000;
/** EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];

// We ask for no attestation and trust none. Without roots the library follows no chain of certificates, and asks nobody
// for lists of revoked ones while a transaction waits.
for (const identifier of ['android-key', 'android-safetynet', 'apple'] as const) {
  SettingsService.setRootCertificates({ identifier, certificates: [] });
}

/** The challenge that was signed; undefined for what is no client data, or was made in a frame of another site. */
function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    if (typeof data !== 'object' || data === null) return undefined;
    const { challenge, crossOrigin } = data as { challenge?: unknown; crossOrigin?: unknown };
    if (typeof challenge !== 'string' || crossOrigin === true) return undefined;
    return challengeForm.test(challenge) ? challenge : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes by which an authenticator knows the person. */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId).toString('base64url');
}

function descriptorsOf(passkeys: readonly PasskeyFactor[]) {
  return passkeys.map(({ credential_id: id, transports }) => ({ id, type: 'public-key' as const, transports }));
}

/** WebAuthn Level 3, sections 7.1 and 7.2. The user is always verified, so that a passkey is two factors by itself. */
@Injectable()
export class Passkeys {
  private readonly rpId: string;
  private readonly origin: string;

  constructor(
    private readonly challenges: ChallengesRepository,
    private readonly factors: FactorsRepository,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'PUBLIC_URL' | 'SIGN_IN_LIMIT_PER_ADDRESS'>,
  ) {
    const url = new URL(config.PUBLIC_URL);
    this.rpId = url.hostname;
    this.origin = url.origin;
  }

  /** Must run in a transaction. */
  async creationOptions(
    person: Person,
    binding: Pick<PasskeyBinding, 'purpose' | 'subjectId'>,
    names: { email: string; displayName: string },
  ): Promise<PasskeyCreationOptions> {
    const challenge = await this.newChallenge({ ...binding, person });
    return {
      rp: { id: this.rpId, name: 'Muster' },
      user: { id: userHandleOf(person.userId), name: names.email, displayName: names.displayName },
      challenge,
      pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
      timeout,
      excludeCredentials: descriptorsOf(await this.factors.passkeys(person)),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    };
  }

  /** Must run in a transaction. @throws AppError `rate_limited` when strangers ask for too many */
  async requestOptions(binding: PasskeyBinding, origin?: ClientOrigin): Promise<PasskeyRequestOptions> {
    const challenge = await this.newChallenge(binding, origin);
    const allowed = binding.person === null ? [] : await this.factors.passkeys(binding.person);
    const allowCredentials = descriptorsOf(allowed);
    return { challenge, rpId: this.rpId, timeout, allowCredentials, userVerification: 'required' };
  }

  /** Must run in a transaction; the challenge is spent whatever comes of it. Undefined for what is not acceptable. */
  async made(credential: Passkey, binding: PasskeyBinding): Promise<MadePasskey | undefined> {
    const challenge = await this.take(credential.response.clientDataJSON, binding);
    if (challenge === undefined) return undefined;
    const { clientDataJSON, attestationObject, transports = [] } = credential.response;
    const { id, rawId, type } = credential;
    const response = { id, rawId, type, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} };
    const expected = { ...this.expected(challenge), supportedAlgorithmIDs: algorithms };
    const result = await verifyRegistrationResponse({ response, ...expected }).catch(() => undefined);
    if (result?.verified !== true) return undefined;
    const { credential: made } = result.registrationInfo;
    // Browsers name the passkey by the id that was attested; by another one nobody could ever use it.
    if (made.id !== id || made.id.length > maxCredentialId) return undefined;
    return { credentialId: made.id, publicKey: Buffer.from(made.publicKey), signCount: made.counter, transports };
  }

  /** Must run in a transaction; the challenge is spent whatever comes of it. Undefined for what proves nothing. */
  async used(assertion: PasskeyAssertion, binding: PasskeyBinding): Promise<UsedPasskey | undefined> {
    const challenge = await this.take(assertion.response.clientDataJSON, binding);
    const factor = challenge === undefined ? undefined : await this.factors.passkeyByCredential(assertion.id);
    if (challenge === undefined || factor === undefined || !fits(factor, assertion, binding)) return undefined;
    const info = await this.verify(assertion, factor, challenge);
    if (info === undefined || !(await this.factors.useCounter(factor.id, info.newCounter))) return undefined;
    // One that is synchronised between devices lies in software (RFC 8176).
    const key = info.credentialDeviceType === 'singleDevice' ? 'hwk' : 'swk';
    return { person: { userId: factor.user_id, accountId: factor.account_id }, amr: [key, 'mfa'] };
  }

  private async verify(
    { id, rawId, type, response: sent }: PasskeyAssertion,
    factor: PasskeyFactor,
    challenge: string,
  ) {
    const { clientDataJSON, authenticatorData, signature } = sent;
    const response = { clientDataJSON, authenticatorData, signature };
    const result = await verifyAuthenticationResponse({
      ...this.expected(challenge),
      response: { id, rawId, type, response, clientExtensionResults: {} },
      credential: {
        id: factor.credential_id,
        publicKey: new Uint8Array(factor.public_key),
        counter: Number(factor.sign_count),
      },
    }).catch(() => undefined);
    return result?.verified === true ? result.authenticationInfo : undefined;
  }

  private expected(challenge: string) {
    return {
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.rpId,
      requireUserVerification: true,
    };
  }

  private async newChallenge(binding: PasskeyBinding, origin?: ClientOrigin): Promise<string> {
    const challenge = randomBytes(32).toString('base64url');
    const limit = this.config.SIGN_IN_LIMIT_PER_ADDRESS;
    const asker = origin === undefined ? null : { network: networkOf(origin.ip), limit };
    const added = await this.challenges.addForPasskey(challenge, binding, asker);
    if (!added) throw new AppError('rate_limited', { retryAfter: 60 });
    return challenge;
  }

  private async take(clientDataJSON: string, binding: PasskeyBinding): Promise<string | undefined> {
    const challenge = challengeIn(clientDataJSON);
    if (challenge === undefined || !(await this.challenges.takeForPasskey(challenge, binding))) return undefined;
    return challenge;
  }
}

/** The passkey is the person's whom the challenge is for, and says so where it says anything. */
function fits(factor: PasskeyFactor, { response }: PasskeyAssertion, { person }: PasskeyBinding): boolean {
  if (person !== null && person.userId !== factor.user_id) return false;
  const handle = response.userHandle ?? undefined;
  // Who is known by nothing else has to be named by the passkey itself (section 7.2, step 6).
  if (handle === undefined) return person !== null;
  return handle === userHandleOf(factor.user_id);
}
