import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { Passkey, PasskeyAssertion, PasskeyCreationOptions, PasskeyRequestOptions } from '#contracts';

/** What a test bends. */
export interface Bends {
  challenge?: string;
  origin?: string;
  rpId?: string;
  type?: string;
  crossOrigin?: boolean;
  userVerified?: boolean;
  counter?: number;
  userHandle?: string;
  /** Says another id than the attested one. */
  claimedId?: string;
  /** Signs something else. */
  forged?: boolean;
}

const base64url = (bytes: Buffer): string => bytes.toString('base64url');
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

function clientData(type: string, challenge: string, bends: Bends, origin: string): Buffer {
  const data = {
    type: bends.type ?? type,
    challenge: bends.challenge ?? challenge,
    origin: bends.origin ?? origin,
    crossOrigin: bends.crossOrigin ?? false,
  };
  return Buffer.from(JSON.stringify(data));
}

/** An authenticator with one ES256 passkey, in memory (WebAuthn Level 3, section 6.1). */
export class SoftAuthenticator {
  readonly id: Buffer;
  counter = 0;
  private userHandle = '';
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** @param idBytes length of the credential id */
  constructor(
    private readonly origin: string,
    idBytes = 32,
  ) {
    this.id = randomBytes(idBytes);
  }

  create(options: PasskeyCreationOptions, bends: Bends = {}): Passkey {
    this.userHandle = options.user.id;
    const data = clientData('webauthn.create', options.challenge, bends, this.origin);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.publicKey()]);
    const authData = Buffer.concat([this.head(options.rp.id, bends, 0x40), attested]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ]);
    const attestationObject = base64url(Buffer.from(isoCBOR.encode(attestation as never)));
    const response = { clientDataJSON: base64url(data), attestationObject, transports: ['internal'] };
    const id = bends.claimedId ?? base64url(this.id);
    return { id, rawId: id, type: 'public-key', response };
  }

  get(options: PasskeyRequestOptions, bends: Bends = {}): PasskeyAssertion {
    this.counter += 1;
    const data = clientData('webauthn.get', options.challenge, bends, this.origin);
    const authData = this.head(options.rpId, bends, 0);
    const signed = Buffer.concat([authData, bends.forged === true ? randomBytes(32) : sha256(data)]);
    return {
      id: base64url(this.id),
      rawId: base64url(this.id),
      type: 'public-key',
      response: {
        clientDataJSON: base64url(data),
        authenticatorData: base64url(authData),
        signature: base64url(sign('sha256', signed, this.pair.privateKey)),
        userHandle: bends.userHandle ?? this.userHandle,
      },
    };
  }

  private head(rpId: string, bends: Bends, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(bends.counter ?? this.counter);
    const verified = bends.userVerified === false ? 0 : 0x04;
    return Buffer.concat([sha256(bends.rpId ?? rpId), Buffer.from([0x01 | verified | flags]), counter]);
  }

  private publicKey(): Buffer {
    const { x = '', y = '' } = this.pair.publicKey.export({ format: 'jwk' });
    const key = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
    ]);
    return Buffer.from(isoCBOR.encode(key as never));
  }
}
