import { Inject, Injectable } from '@nestjs/common';
import { scopes as everyScope, smallestPlanWith, apiKeyCalls, type ApiRefusal, type Caller } from '#contracts';
import type { RequestOf, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { SecretCommands } from '../keys/secret-commands.js';
import { requireFreshProof } from '../sessions/fresh-proof.js';
import { toApiKey } from './api-key.mapper.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { API_RIGHTS, type ApiRights } from './api-rights.js';
import { KeyWorkshop, readExpiry } from './key-workshop.js';

type Calls = typeof apiKeyCalls;
type Made = ResponseOf<Calls['create']>;

/** @throws AppError as the refusal says */
export function refuse(refusal: ApiRefusal | null): void {
  if (refusal === null) return;
  if (refusal === 'plan') throw new AppError('plan_required', { plan: smallestPlanWith('api_keys') });
  throw new AppError(refusal === 'person' ? 'unauthenticated' : 'forbidden');
}

/** Keys of people. They make and replace their own; managers see that there are some, and end them. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly workshop: KeyWorkshop,
    private readonly commands: SecretCommands,
    @Inject(API_RIGHTS) private readonly rights: ApiRights,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** @throws AppError `not_found`, `forbidden` */
  async list(caller: Caller, { userId }: RequestOf<Calls['list']>): Promise<ResponseOf<Calls['list']>> {
    await this.requireReach(caller, userId);
    const rows = await this.database.transaction({ accountId: caller.acc }, () => this.keys.list({ userId }));
    return { items: rows.map(toApiKey) };
  }

  /** @throws AppError `not_found`, `forbidden`, `plan_required`, `reauthentication_required`, `limit_reached` */
  async create(caller: Caller, input: RequestOf<Calls['create']>): Promise<Made> {
    await this.requireOwn(caller, input.userId);
    return this.commands.once(apiKeyCalls.create, caller, input, () => this.make(caller, input));
  }

  /** @throws AppError as {@link create}, and `conflict` */
  async rotate(caller: Caller, input: RequestOf<Calls['rotate']>): Promise<Made> {
    const { userId, keyId, overlapHours } = input;
    await this.requireOwn(caller, userId);
    return this.commands.once(apiKeyCalls.rotate, caller, input, async () => {
      const { row, key } = await this.workshop.rotate(caller.acc, { userId }, { keyId, overlapHours, ceiling: null });
      return { ...toApiKey(row), key };
    });
  }

  /** Needs no fresh proof: ending a key that leaked must not wait. @throws AppError `not_found`, `forbidden` */
  async revoke(caller: Caller, { userId, keyId }: RequestOf<Calls['revoke']>): Promise<Record<string, never>> {
    await this.requireReach(caller, userId);
    await this.workshop.revoke(caller.acc, { userId }, keyId);
    return {};
  }

  private async make(caller: Caller, { userId, ...wanted }: RequestOf<Calls['create']>): Promise<Made> {
    const { row, key } = await this.workshop.make(
      { userId },
      {
        accountId: caller.acc,
        userId,
        ownedBy: 'user',
        kind: wanted.kind,
        name: wanted.name,
        scopes: wanted.kind === 'docs' ? [] : (wanted.scopes ?? everyScope),
        expiresAt: readExpiry(wanted.expiresAt),
        ceiling: null,
      },
    );
    return { ...toApiKey(row), key };
  }

  /** Oneself, or whom one manages. Only who manages anybody learns whether there is such a person. */
  private async requireReach(caller: Caller, userId: string): Promise<void> {
    if (caller.sub === userId) return;
    const asks = { accountId: caller.acc, actorId: caller.sub };
    if (!(await this.directory.mayManage({ ...asks, targetId: caller.sub }))) throw new AppError('forbidden');
    const person = await this.directory.person(userId);
    if (person?.accountId !== caller.acc || person.state === 'deleted') throw new AppError('not_found');
    if (!(await this.directory.mayManage({ ...asks, targetId: userId }))) throw new AppError('forbidden');
  }

  /** Nobody makes a key for another: whoever made it would hold it. */
  private async requireOwn(caller: Caller, userId: string): Promise<void> {
    await this.requireReach(caller, userId);
    if (caller.sub !== userId) throw new AppError('forbidden');
    refuse(await this.rights.refusal({ accountId: caller.acc, userId }));
    requireFreshProof(caller);
  }
}
