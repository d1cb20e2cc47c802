import { hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { openWith, sealWith } from './sealing.js';

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
    return sealWith(this.for(purpose), content, bound);
  }

  /** @throws Error when it was sealed with another key, for something else, or was changed */
  open(purpose: string, sealed: Buffer, bound: string): Buffer {
    return openWith(this.for(purpose), sealed, bound);
  }
}
