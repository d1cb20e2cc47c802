import { Inject, Injectable } from '@nestjs/common';
import type { Caller, HeldCredentials } from '#contracts';
import { Database } from '#postgres';
import { ActiveSessionsRepository } from '../active-sessions/active-sessions.repository.js';
import { ApiKeysRepository } from '../api-keys/api-keys.repository.js';
import { API_RIGHTS, type ApiRights } from '../api-keys/api-rights.js';
import { FactorsRepository } from '../factors/factors.repository.js';
import { RecoveryCodes } from '../factors/recovery-codes.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { ManagedPeople } from '../identities/managed-people.js';
import { LinksRepository } from '../links/links.repository.js';

/** What there is of somebody to end, for those who are about to end it. */
@Injectable()
export class HoldingsService {
  constructor(
    private readonly database: Database,
    private readonly managed: ManagedPeople,
    @Inject(API_RIGHTS) private readonly rights: ApiRights,
    private readonly identities: IdentitiesRepository,
    private readonly sessions: ActiveSessionsRepository,
    private readonly factors: FactorsRepository,
    private readonly codes: RecoveryCodes,
    private readonly keys: ApiKeysRepository,
    private readonly links: LinksRepository,
  ) {}

  /** @throws AppError `not_found`, `forbidden` */
  async credentials(caller: Caller, userId: string): Promise<HeldCredentials> {
    const keeper = { accountId: caller.acc, actorId: caller.sub, guardianId: null };
    const [, { refusal }] = await Promise.all([this.managed.require(caller, userId), this.rights.keeping(keeper)]);
    const held = await this.read({ accountId: caller.acc, userId });
    if (refusal === null) return held;
    return { ...held, guardedTokens: { ...held.guardedTokens, items: [] } };
  }

  private async read(person: { accountId: string; userId: string }): Promise<HeldCredentials> {
    const { accountId, userId } = person;
    return this.database.together({ accountId }, async () => {
      const [identity, sessions, factors, recoveryCodes, apiKeys, guardedTokens, mailedLinks] = await Promise.all([
        this.identities.byId(userId),
        this.sessions.count(accountId, userId),
        this.factors.list(person),
        this.codes.left(person),
        this.keys.held(person, 'user'),
        this.keys.held(person, 'account'),
        this.links.countLive(userId),
      ]);
      const passkeys = factors.filter(({ kind }) => kind === 'passkey').length;
      return {
        sessions,
        password: identity !== undefined && identity.password_hash !== null,
        secondFactors: { totp: factors.length - passkeys, passkeys, recoveryCodes },
        apiKeys,
        guardedTokens,
        mailedLinks,
      };
    });
  }
}
