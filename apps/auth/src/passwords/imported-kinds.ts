import { Injectable, type OnModuleInit } from '@nestjs/common';
import { importedHash, type ImportedHash } from './imported-hashes.js';
import { ImportedHashesRepository } from './imported-hashes.repository.js';

const freshMs = 30_000;

/** Which kinds of imported hashes are still there, and the dearest of each: what a wrong password costs everywhere. */
@Injectable()
export class ImportedKinds implements OnModuleInit {
  private dearest: ReadonlyMap<string, ImportedHash> = new Map();
  private readAt = -Infinity;

  constructor(private readonly hashes: ImportedHashesRepository) {}

  async onModuleInit(): Promise<void> {
    this.readAt = performance.now();
    const samples = (await this.hashes.samples()).flatMap((stored) => importedHash(stored) ?? []);
    this.dearest = new Map();
    for (const sample of samples) this.include(sample);
  }

  /** As of half a minute ago at most; nobody waits for it to be read again. */
  present(): ReadonlyMap<string, ImportedHash> {
    if (performance.now() - this.readAt > freshMs) {
      // What is known goes on until it can be read.
      void this.onModuleInit().catch(() => {});
    }
    return this.dearest;
  }

  /** One was seen that may have been imported since. */
  include(hash: ImportedHash): void {
    if ((this.dearest.get(hash.kind)?.work ?? 0) >= hash.work) return;
    this.dearest = new Map([...this.dearest, [hash.kind, hash]]);
  }
}
