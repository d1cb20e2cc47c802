import { Inject, Injectable } from '@nestjs/common';
import type { ApiKeyKind, ClientOrigin, ResponseOf, sessionCalls } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { TokenIssuer } from '../keys/token-issuer.js';
import { Limiter } from '../limits/limiter.js';
import { requireAllowedAddress } from '../security/allowed-addresses.js';
import { subjectOfKey } from './api-key.mapper.js';
import { ApiKeysRepository, type UsedKey } from './api-keys.repository.js';
import { API_RIGHTS, type ApiRights } from './api-rights.js';
import { isWellFormed, keyDigest } from './key-secrets.js';

interface Shown {
  credential: string;
  origin: ClientOrigin;
}

/** Whether a key may be used at this moment. Nothing is remembered here: gateways ask every 5 seconds at most. */
@Injectable()
export class KeyVerification {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly limiter: Limiter,
    private readonly issuer: TokenIssuer,
    @Inject(API_RIGHTS) private readonly rights: ApiRights,
  ) {}

  /** Of an API token. @throws AppError `unauthenticated`, `rate_limited`; `forbidden` where the account allows no use */
  async verify(shown: Shown): Promise<ResponseOf<typeof sessionCalls.verify>> {
    const key = await this.use('api', shown);
    const subject = subjectOfKey(key);
    const [createdAt, expiresAt] = [key.created_at.toISOString(), subject.expiresAt.toISOString()];
    return { ...this.issuer.identityOf(subject), session: { id: key.id, createdAt, expiresAt } };
  }

  /** Of a Docs API key. @throws AppError as {@link verify} */
  async checkDocs(shown: Shown): Promise<Record<string, never>> {
    await this.use('docs', shown);
    return {};
  }

  private async use(kind: ApiKeyKind, { credential, origin }: Shown): Promise<UsedKey> {
    // Only what was never a key is a guess; scripts that go on with a dead one must not shut out their neighbours.
    const key = await this.limiter.guarded(origin, () => this.known(kind, credential), 'unauthenticated');
    if (!key.usable) throw new AppError('unauthenticated');
    requireAllowedAddress(key.allowed_ip_ranges, origin.ip);
    const { account_id: accountId, user_id: userId, created_at: since, owned_by: ownedBy } = key;
    // A token of the account may be older than the return of its guardian.
    const question = { accountId, userId, ...(ownedBy === 'user' ? { since } : {}) };
    if ((await this.rights.refusal(question)) !== null) throw new AppError('unauthenticated');
    if (key.unnoted) await this.in(() => this.keys.note(key.id, origin.ip));
    return key;
  }

  private async known(kind: ApiKeyKind, secret: string): Promise<UsedKey> {
    const wellFormed = isWellFormed(kind, secret);
    const key = wellFormed ? await this.in(() => this.keys.byDigest(keyDigest(secret), kind)) : undefined;
    if (key === undefined) throw new AppError('unauthenticated');
    return key;
  }

  private in<T>(work: () => Promise<T>): Promise<T> {
    return this.database.transaction({ system: 'verify a key' }, work);
  }
}
