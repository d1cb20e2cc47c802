import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { HashQueue } from './hash-queue.js';
import { hashBehindOthers } from './hash-threads.js';
import { importedHash } from './imported-hashes.js';
import { ImportedKinds } from './imported-kinds.js';

/** Argon2id with 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet; RFC 9106). */
export const hashParameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const encodedParameters = '$argon2id$v=19$m=19456,t=2,p=1$';

/** The same password may be typed as other code points on another keyboard (NIST SP 800-63B-4, section 3.1.1.2). */
function normalized(password: string): string {
  return password.normalize('NFC');
}

/** Hashes and verifies passwords, a bounded number at once. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private dummy = '';

  constructor(
    private readonly queue: HashQueue,
    private readonly kinds: ImportedKinds,
  ) {}

  async onModuleInit(): Promise<void> {
    await hashBehindOthers();
    // What unknown addresses are compared with, so that they take as long as known ones.
    this.dummy = await hash(randomBytes(24).toString('base64url'), hashParameters);
  }

  /** @throws AppError `unavailable` when too many hashes wait */
  async hash(password: string): Promise<string> {
    return this.queue.run(() => hash(normalized(password), hashParameters));
  }

  /**
   * A wrong password costs the same whatever it is compared with: our hash, any imported one that is still there, or
   * nothing. The right one costs its own hash alone.
   * @param stored null when there is nobody, or no password: then the work is done all the same, for nothing
   * @throws AppError `unavailable` when too many hashes wait
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    return this.queue.run(async () => {
      if ((await this.compare(stored ?? this.dummy, password)) && stored !== null) return true;
      await this.evenOut(stored ?? this.dummy, password);
      return false;
    });
  }

  /** True when it was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(encodedParameters);
  }

  private async compare(stored: string, password: string): Promise<boolean> {
    const imported = importedHash(stored);
    if (imported === undefined) return verify(stored, normalized(password));
    if (await imported.verify(normalized(password))) return true;
    // Another system may have hashed what was typed as it was typed.
    return password !== normalized(password) && imported.verify(password);
  }

  /** The work of every kind that the comparison was not, up to the dearest hash of each. */
  private async evenOut(compared: string, password: string): Promise<void> {
    const own = importedHash(compared);
    if (own !== undefined) {
      this.kinds.include(own);
      await verify(this.dummy, normalized(password));
    }
    const tries = password === normalized(password) ? 1 : 2;
    for (const [kind, dearest] of this.kinds.present()) {
      const left = (dearest.work - (kind === own?.kind ? own.work : 0)) * tries;
      if (left > 0) await dearest.spend(password, left);
    }
  }
}
