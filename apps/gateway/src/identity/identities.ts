import { Injectable } from '@nestjs/common';
import QuickLRU from 'quick-lru';
import { pushes, sessionCalls, type ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Pushes, RpcClient } from '#rpc';
import { fingerprintOf, type Credential } from './credential.js';

export type ConfirmedIdentity = ResponseOf<typeof sessionCalls.verify>;

interface Confirmed {
  identity: ConfirmedIdentity;
  /** Believed before this time, in milliseconds since 1970. */
  until: number;
}

/** An identity is believed for so long without asking auth again, in milliseconds (security.md, "Revocation"). */
const believedForMs = 5_000;

/** When an access token that auth has found right ends by itself; others say nothing of their end. */
function endOf({ kind, secret }: Pick<Credential, 'kind' | 'secret'>): number {
  if (kind !== 'bearer') return Infinity;
  const claims: unknown = JSON.parse(Buffer.from(secret.split('.')[1] ?? '', 'base64url').toString() || '{}');
  const end: unknown = typeof claims === 'object' && claims !== null ? Reflect.get(claims, 'exp') : undefined;
  return typeof end === 'number' ? end * 1000 : 0;
}

/**
 * Who is behind a credential. A cache may speed up a yes for 5 seconds; a push drops it the moment a session ends, and
 * an answer that was under way when a push came is not kept.
 */
@Injectable()
export class Identities {
  private readonly confirmed = new QuickLRU<string, Confirmed>({ maxSize: 20_000 });
  private readonly asking = new Map<string, Promise<ConfirmedIdentity>>();
  /** When a session or person was ended, by id. */
  private readonly ended = new QuickLRU<string, number>({ maxSize: 20_000, maxAge: 60_000 });
  /** When what is true of a session or account changed, by id. */
  private readonly changed = new QuickLRU<string, number>({ maxSize: 20_000, maxAge: 60_000 });
  /** Which of the confirmed are API tokens, by account. */
  private readonly apiTokens = new QuickLRU<string, Set<string>>({ maxSize: 20_000 });
  private readonly listeners = new Set<(ids: ReadonlySet<string>) => void>();

  constructor(
    private readonly client: RpcClient,
    pushHub: Pushes,
  ) {
    // Whether a key may be used depends on its person and their plan.
    pushHub.hear(pushes.userChanged, (_data, accountId) => this.forgetKeys(accountId));
    pushHub.hear(pushes.accountChanged, (_data, accountId) => this.forgetKeys(accountId));
    pushHub.hear(pushes.identityChanged, ({ sessionIds, accountIds }) =>
      this.change(new Set([...sessionIds, ...accountIds])),
    );
    pushHub.hear(pushes.identityEnded, ({ sessionIds, userIds }) => this.drop(new Set([...sessionIds, ...userIds])));
  }

  /** Hears ids of sessions and people that were ended. */
  onEnded(listener: (ids: ReadonlySet<string>) => void): void {
    this.listeners.add(listener);
  }

  /** The identity when it was confirmed less than 5 seconds ago and has not ended by itself. */
  known(credential: Credential): ConfirmedIdentity | undefined {
    const entry = this.confirmed.get(fingerprintOf(credential));
    return entry !== undefined && Date.now() < entry.until ? entry.identity : undefined;
  }

  /**
   * The identity as auth confirms it now, or did within 5 seconds.
   * @throws AppError `unauthenticated`; `unavailable` when auth cannot be asked
   */
  async confirm(credential: Credential): Promise<ConfirmedIdentity> {
    const known = this.known(credential);
    if (known !== undefined) return known;
    const key = fingerprintOf(credential);
    const asking = this.asking.get(key) ?? this.ask(key, credential);
    this.asking.set(key, asking);
    return asking;
  }

  private async ask(key: string, credential: Credential): Promise<ConfirmedIdentity> {
    const { kind, secret, origin } = credential;
    const begun = Date.now();
    try {
      const identity = await this.client.call(sessionCalls.verify, { kind, credential: secret, origin });
      if (this.endedSince(identity, begun)) throw new AppError('unauthenticated');
      const until = Math.min(begun + believedForMs, Date.parse(identity.session.expiresAt), endOf(credential));
      if (!this.changedSince(identity, begun)) this.remember(key, identity, until);
      return identity;
    } catch (error) {
      this.confirmed.delete(key);
      throw error;
    } finally {
      this.asking.delete(key);
    }
  }

  private endedSince({ caller }: ConfirmedIdentity, time: number): boolean {
    return [caller.sid, caller.sub].some((id) => (this.ended.get(id) ?? 0) >= time);
  }

  private changedSince({ caller }: ConfirmedIdentity, time: number): boolean {
    return [caller.sid, caller.acc].some((id) => (this.changed.get(id) ?? 0) >= time);
  }

  private change(ids: ReadonlySet<string>): void {
    const now = Date.now();
    for (const id of ids) this.changed.set(id, now);
    this.forget(ids);
  }

  private forget(ids: ReadonlySet<string>): void {
    for (const [key, { identity }] of this.confirmed) {
      const { sid, sub, acc } = identity.caller;
      if (ids.has(sid) || ids.has(sub) || ids.has(acc)) this.confirmed.delete(key);
    }
  }

  /** All of an account, found without walking over everybody: imports make such pushes by the thousand. */
  private forgetKeys(accountId: string): void {
    for (const key of this.apiTokens.get(accountId) ?? []) this.confirmed.delete(key);
    this.apiTokens.delete(accountId);
  }

  private remember(key: string, identity: ConfirmedIdentity, until: number): void {
    this.confirmed.set(key, { identity, until });
    const { kind, acc } = identity.caller;
    if (kind !== 'api_token') return;
    const keys = this.apiTokens.get(acc) ?? new Set();
    this.apiTokens.set(acc, keys.add(key));
  }

  private drop(ids: ReadonlySet<string>): void {
    const now = Date.now();
    for (const id of ids) this.ended.set(id, now);
    this.forget(ids);
    for (const listener of this.listeners) listener(ids);
  }
}
