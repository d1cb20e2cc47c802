import { Injectable } from '@nestjs/common';
import { DataKeys, type Sealed } from '../keys/data-keys.js';
import { FactorsRepository, type TotpFactor } from './factors.repository.js';

const boundTo = (factorId: string): string => `second-factors ${factorId}`;

/** Secrets of authenticator apps at rest. Each is bound to its row, so that none opens in another's place. */
@Injectable()
export class FactorSecrets {
  constructor(
    private readonly keys: DataKeys,
    private readonly factors: FactorsRepository,
  ) {}

  seal(factorId: string, secret: Buffer): Promise<Sealed> {
    return this.keys.seal(secret, boundTo(factorId));
  }

  open({ id, data_key_id: keyId, secret_sealed: content }: TotpFactor): Promise<Buffer> {
    return this.keys.open({ keyId, content }, boundTo(id));
  }

  /** Seals some of what other keys sealed with the one in use. Must run in a transaction. @returns how many */
  async reseal(): Promise<number> {
    const old = await this.factors.sealedWithRetiredKeys();
    for (const factor of old) await this.factors.reseal(factor.id, await this.seal(factor.id, await this.open(factor)));
    return old.length;
  }
}
