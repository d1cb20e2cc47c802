import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import type { JsonWebKeySet } from '#contracts';
import type { KeySource } from '#rpc';
import { MasterKey } from './master-key.js';
import { SigningKeysRepository, type KeyPurpose, type PublicJwk, type StoredKey } from './signing-keys.repository.js';

interface UsableKey {
  kid: string;
  purpose: KeyPurpose;
  jwk: PublicJwk;
  publicKey: KeyObject;
  privateKey: KeyObject;
  retired: boolean;
}

const purposes: readonly KeyPurpose[] = ['caller', 'access'];
/** Purpose under which the private halves are sealed. */
export const sealedAs = 'signing-keys';
const refetchAfterMs = 1_000;
/** Another copy, or the command for it, may have brought a new key into use. */
const reloadEveryMs = 30_000;

/** The keys that tokens are signed with. Made at the first start, kept sealed in the database, shared by all copies. */
@Injectable()
export class SigningKeys implements OnModuleInit, OnModuleDestroy, KeySource {
  private keys = new Map<string, UsableKey>();
  private loadedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: SigningKeysRepository,
    private readonly master: MasterKey,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    const missing = purposes.filter((purpose) => this.find(purpose) === undefined);
    for (const purpose of missing) await this.repository.add(this.generate(purpose));
    if (missing.length > 0) await this.load();
    // A database that is away for a moment changes no key.
    this.timer = setInterval(() => void this.load().catch(() => {}), reloadEveryMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** A new key for each purpose from now on. The old ones go on to verify for a day, so nobody is signed out. */
  async rotate(): Promise<string[]> {
    const fresh = purposes.map((purpose) => this.generate(purpose));
    for (const key of fresh) await this.repository.replace(key);
    await this.load();
    return fresh.map(({ kid }) => kid);
  }

  /** The key that signs now. */
  signing(purpose: KeyPurpose): { kid: string; privateKey: KeyObject } {
    const key = this.find(purpose);
    if (key === undefined) throw new Error(`There is no key for ${purpose} tokens`);
    return key;
  }

  /** Public half by key id, of any purpose. Another copy may have made it a moment ago. */
  async key(kid: string): Promise<KeyObject | undefined> {
    if (!this.keys.has(kid) && Date.now() - this.loadedAt > refetchAfterMs) await this.load();
    return this.keys.get(kid)?.publicKey;
  }

  /** Public halves (RFC 7517). @param purpose of these tokens only; of all when left out */
  async published(purpose?: KeyPurpose): Promise<z.infer<typeof JsonWebKeySet>> {
    if (Date.now() - this.loadedAt > refetchAfterMs) await this.load();
    const wanted = [...this.keys.values()].filter((key) => purpose === undefined || key.purpose === purpose);
    const keys = wanted.map(({ kid, jwk: { kty, crv, x, y } }) => {
      return { kid, kty, crv, x, y, alg: 'ES256' as const, use: 'sig' as const };
    });
    return { keys };
  }

  private find(purpose: KeyPurpose): UsableKey | undefined {
    return [...this.keys.values()].find((key) => key.purpose === purpose && !key.retired);
  }

  private async load(): Promise<void> {
    const stored = await this.repository.list();
    this.keys = new Map(
      stored.map((key) => [
        key.kid,
        { ...(this.keys.get(key.kid) ?? this.unseal(key)), retired: key.retired_at !== null },
      ]),
    );
    this.loadedAt = Date.now();
  }

  private generate(purpose: KeyPurpose): Omit<StoredKey, 'retired_at'> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kid = randomUUID();
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const sealed = this.master.seal(sealedAs, privateKey.export({ type: 'pkcs8', format: 'der' }), kid);
    return { kid, purpose, public_jwk: { kty: 'EC', crv: 'P-256', x, y }, private_key_sealed: sealed };
  }

  private unseal({ kid, purpose, public_jwk: jwk, private_key_sealed: sealed }: StoredKey): Omit<UsableKey, 'retired'> {
    const der = this.open(sealed, kid);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return { kid, purpose, jwk, publicKey, privateKey };
  }

  private open(sealed: Buffer, kid: string): Buffer {
    try {
      return this.master.open(sealedAs, sealed, kid);
    } catch (error) {
      const words =
        'AUTH_MASTER_KEY does not open the signing keys of this database; it is not the one they were made with';
      throw new Error(words, { cause: error });
    }
  }
}
