import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import QuickLRU from 'quick-lru';
import { Caller, callerTokenAudience, keyCalls, tokenIssuer } from '#contracts';
import { AppError } from '#errors';
import type { RpcClient } from './rpc-client.js';

/** Where the public keys of the auth service come from, by key id. */
export interface KeySource {
  key(kid: string): Promise<KeyObject | undefined>;
}

const refetchAfterMs = 1_000;

/** Public keys as the auth service serves them; asks again when an unknown key id shows up, at most once a second. */
export class RemoteKeySource implements KeySource {
  private keys = new Map<string, KeyObject>();
  private fetchedAt = 0;
  private fetching: Promise<void> | undefined;

  constructor(private readonly client: RpcClient) {}

  async key(kid: string): Promise<KeyObject | undefined> {
    if (!this.keys.has(kid) && Date.now() - this.fetchedAt > refetchAfterMs) {
      this.fetching ??= this.fetch().finally(() => {
        this.fetching = undefined;
      });
      await this.fetching;
    }
    return this.keys.get(kid);
  }

  private async fetch(): Promise<void> {
    const { keys } = await this.client.call(keyCalls.list, {});
    this.keys = new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: { ...jwk }, format: 'jwk' })]));
    this.fetchedAt = Date.now();
  }
}

/** Checks the signature, purpose and age of caller tokens. Each service does; none trusts the network. */
export class CallerVerifier {
  // A verified token is remembered until it expires, which is at most 60 s after it was signed.
  private readonly verified = new QuickLRU<string, Caller>({ maxSize: 5_000 });

  constructor(private readonly keys: KeySource) {}

  /**
   * @throws AppError `unauthenticated` for anything but a live caller token of ours
   */
  async verify(token: string): Promise<Caller> {
    const known = this.verified.get(token);
    if (known !== undefined && known.exp * 1000 > Date.now()) return known;
    const caller = await this.check(token);
    this.verified.set(token, caller);
    return caller;
  }

  private async check(token: string): Promise<Caller> {
    const header = jwt.decode(token, { complete: true })?.header;
    const key = header?.kid === undefined ? undefined : await this.keys.key(header.kid);
    if (key === undefined) throw new AppError('unauthenticated');
    try {
      const options = { algorithms: ['ES256' as const], issuer: tokenIssuer, audience: callerTokenAudience };
      return Caller.parse(jwt.verify(token, key, options));
    } catch (error) {
      throw new AppError('unauthenticated', {}, { cause: error });
    }
  }
}
