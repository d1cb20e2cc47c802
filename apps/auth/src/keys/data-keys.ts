import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeysRepository, type StoredDataKey } from './data-keys.repository.js';
import { MasterKey } from './master-key.js';
import { openWith, sealWith } from './sealing.js';

/** A secret as it lies in the database: which key opens it, and what it opens. */
export interface Sealed {
  keyId: string;
  content: Buffer;
}

const sealedAs = 'data-keys';

/**
 * Random keys for secrets at rest, sealed with the master key and named by an id beside what they seal: so a new one
 * can come into use while what older ones have sealed still opens (NIST SP 800-57, 5.3).
 */
@Injectable()
export class DataKeys {
  private readonly opened = new Map<string, Buffer>();

  constructor(
    private readonly repository: DataKeysRepository,
    private readonly master: MasterKey,
  ) {}

  /** With the key that is in use now. Must run in a transaction. */
  async seal(content: Buffer, bound: string): Promise<Sealed> {
    const stored = (await this.repository.current()) ?? (await this.first());
    return { keyId: stored.id, content: sealWith(this.unseal(stored), content, bound) };
  }

  /** @throws Error when it was sealed for something else, or was changed */
  async open({ keyId, content }: Sealed, bound: string): Promise<Buffer> {
    const key = this.opened.get(keyId) ?? this.unseal(await this.repository.byId(keyId));
    return openWith(key, content, bound);
  }

  /** Another key from now on. What is sealed already stays as it is. Must run in a transaction. @returns its id */
  async rotate(): Promise<string> {
    await this.repository.replace(this.generate());
    return ((await this.repository.current()) ?? (await this.first())).id;
  }

  private async first(): Promise<StoredDataKey> {
    await this.repository.add(this.generate());
    const stored = await this.repository.current();
    if (stored === undefined) throw new Error('There is no data key');
    return stored;
  }

  private generate(): StoredDataKey {
    const id = randomUUID();
    return { id, key_sealed: this.master.seal(sealedAs, randomBytes(32), id) };
  }

  private unseal({ id, key_sealed: sealed }: StoredDataKey): Buffer {
    const key = this.opened.get(id) ?? this.master.open(sealedAs, sealed, id);
    this.opened.set(id, key);
    return key;
  }
}
