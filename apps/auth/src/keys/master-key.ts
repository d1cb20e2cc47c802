import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Keys derived from AUTH_MASTER_KEY (HKDF, RFC 5869), one per purpose, so that nothing made for one purpose means
 * anything for another.
 */
@Injectable()
export class MasterKey {
  private readonly derived = new Map<string, Buffer>();

  constructor(@Inject(CONFIG) private readonly config: Pick<AuthConfig, 'AUTH_MASTER_KEY'>) {}

  /** The 32-byte key of a purpose. Purposes are names in this service's code. */
  for(purpose: string): Buffer {
    const known = this.derived.get(purpose);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync('sha256', this.config.AUTH_MASTER_KEY, 'muster-auth', purpose, 32));
    this.derived.set(purpose, key);
    return key;
  }

  /** Encrypts and authenticates (AES-256-GCM); `bound` must be the same when it is opened. */
  seal(purpose: string, content: Buffer, bound: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.for(purpose), nonce).setAAD(Buffer.from(bound));
    const body = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** @throws Error when it was sealed with another key, for something else, or was changed */
  open(purpose: string, sealed: Buffer, bound: string): Buffer {
    const nonce = sealed.subarray(0, nonceBytes);
    const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.for(purpose), nonce).setAAD(Buffer.from(bound));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
  }
}
