import { Inject, Injectable } from '@nestjs/common';
import { accountTokenCalls, type Caller, type RequestOf, type ResponseOf, type Rights } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { SecretCommands } from '../keys/secret-commands.js';
import { requireFreshProof } from '../sessions/fresh-proof.js';
import { toAccountToken } from './api-key.mapper.js';
import { refuse } from './api-keys.service.js';
import { ApiKeysRepository, type KeyRow } from './api-keys.repository.js';
import { API_RIGHTS, type ApiRights } from './api-rights.js';
import { loweredCeiling } from './ceilings.js';
import { KeyAnnouncements } from './key-announcements.js';
import { KeyWorkshop, readExpiry } from './key-workshop.js';

type Calls = typeof accountTokenCalls;
type Made = ResponseOf<Calls['create']>;

/**
 * API tokens of the account: each has a guardian, by whose present rights it acts, and outlives their leaving. Within the
 * rights that its guardian had when it was made: a secret that is out there never comes to do more.
 */
@Injectable()
export class AccountTokensService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly workshop: KeyWorkshop,
    private readonly commands: SecretCommands,
    private readonly announcements: KeyAnnouncements,
    @Inject(API_RIGHTS) private readonly rights: ApiRights,
  ) {}

  /** @throws AppError `forbidden` */
  async list({ acc: accountId, sub }: Caller): Promise<ResponseOf<Calls['list']>> {
    await this.requireKeeper(accountId, sub, null);
    const rows = await this.database.transaction({ accountId }, () => this.keys.list({ accountId }));
    return { items: rows.map(toAccountToken) };
  }

  /** @throws AppError `forbidden`, `plan_required`, `invalid_request`, `reauthentication_required`, `limit_reached` */
  async create(caller: Caller, input: RequestOf<Calls['create']>): Promise<Made> {
    const { acc: accountId } = caller;
    const { guardianUserId: userId, name, scopes, expiresAt } = input;
    const ceiling = await this.requireKeeper(accountId, caller.sub, userId);
    const wanted = { accountId, userId, ownedBy: 'account' as const, kind: 'api' as const, name, scopes, ceiling };
    return this.commands.once(accountTokenCalls.create, caller, input, async () => {
      const { row, key } = await this.workshop.make({ accountId }, { ...wanted, expiresAt: readExpiry(expiresAt) });
      return { ...toAccountToken(row), key };
    });
  }

  /** Whoever gets the new token acts by its guardian's rights, so they must be fit to name that guardian themselves. */
  async rotate(caller: Caller, input: RequestOf<Calls['rotate']>): Promise<Made> {
    const { acc: accountId } = caller;
    const { keyId, overlapHours } = input;
    await this.requireKeeper(accountId, caller.sub, null);
    const { user_id: guardianId } = await this.find(accountId, keyId);
    const { refusal, guardianRights } = await this.rights.keeping({ accountId, actorId: caller.sub, guardianId });
    refuse(refusal === 'guardian_unknown' ? 'guardian_unfit' : refusal);
    const wanted = { keyId, overlapHours, ceiling: guardianRights };
    return this.commands.once(accountTokenCalls.rotate, caller, input, async () => {
      const { row, key } = await this.workshop.rotate(accountId, { accountId }, wanted);
      return { ...toAccountToken(row), key };
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async revoke({ acc: accountId, sub }: Caller, keyId: string): Promise<Record<string, never>> {
    await this.requireKeeper(accountId, sub, null);
    await this.workshop.revoke(accountId, { accountId }, keyId);
    return {};
  }

  /**
   * Another guardian never raises a token: it goes on within what it could do until then.
   * @throws AppError `forbidden`, `not_found`, `plan_required`, `invalid_request`, `reauthentication_required`; `conflict`
   * when the guardian changed or left a moment ago
   */
  async setGuardian(caller: Caller, { keyId, guardianUserId }: RequestOf<Calls['setGuardian']>) {
    const { acc: accountId } = caller;
    await this.requireKeeper(accountId, caller.sub, null);
    const { user_id: last } = await this.find(accountId, keyId);
    await this.requireKeeper(accountId, caller.sub, guardianUserId);
    requireFreshProof(caller);
    const lastRights = await this.rights.of({ accountId, userId: last });
    return this.database.transaction({ accountId }, async () => {
      await this.keys.lock({ accountId });
      const before = await this.keys.find({ accountId }, keyId);
      if (before === undefined) throw new AppError('not_found');
      if (before.user_id === guardianUserId && before.inherited_at === null) return toAccountToken(before);
      if (before.user_id !== last) throw new AppError('conflict');
      return toAccountToken(await this.name(guardianUserId, before, lastRights));
    });
  }

  private async name(guardianId: string, before: KeyRow, lastRights: Rights | null): Promise<KeyRow> {
    const { id, account_id: accountId, user_id: last } = before;
    const ceiling = loweredCeiling(before.ceiling, lastRights);
    if (ceiling === null || !(await this.keys.holdPerson(accountId, guardianId))) throw new AppError('conflict');
    const to = { userId: guardianId, ceiling, inherited: false, held: false };
    const after = await this.keys.setGuardian(accountId, id, to);
    if (after === undefined) throw new AppError('not_found');
    await this.announcements.guardianChanged(after, last, last === guardianId ? 'confirmed' : 'chosen');
    return after;
  }

  private async find(accountId: string, keyId: string): Promise<KeyRow> {
    const row = await this.database.transaction({ accountId }, () => this.keys.find({ accountId }, keyId));
    if (row === undefined) throw new AppError('not_found');
    return row;
  }

  /**
   * @param guardianId who is to answer for a token; null: nobody new
   * @returns what the guardian may do
   */
  private async requireKeeper(accountId: string, actorId: string, guardianId: string | null): Promise<Rights | null> {
    const { refusal, guardianRights } = await this.rights.keeping({ accountId, actorId, guardianId });
    if (refusal === 'guardian_unknown' || refusal === 'guardian_unfit') throw unfit(refusal);
    refuse(refusal);
    return guardianRights;
  }
}

function unfit(refusal: 'guardian_unknown' | 'guardian_unfit'): AppError {
  const path = 'guardianUserId';
  const unknown = { path, code: 'unknown_id', message: 'is nobody of this account' };
  const may = 'must be you, or somebody you manage who may use the API and nothing that you may not';
  const error = refusal === 'guardian_unknown' ? unknown : { path, code: 'not_fit', message: may };
  return new AppError('invalid_request', { errors: [error] });
}
