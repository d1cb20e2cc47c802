import { Inject, Injectable } from '@nestjs/common';
import { secondFactorEvents, type Caller, type RequestOf, type ResponseOf, type twoFactorCalls } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { Devices } from '../devices/devices.js';
import { FactorEnrolment, notVerified } from '../factors/factor-enrolment.js';
import { FactorsRepository, type Person } from '../factors/factors.repository.js';
import { Passkeys } from '../factors/passkeys.js';
import { RecoveryCodes } from '../factors/recovery-codes.js';
import { Requirements } from '../factors/requirements.js';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { Limiter } from '../limits/limiter.js';
import { toFactorMethod } from './factor.mapper.js';
import { requireFreshProof } from '../sessions/fresh-proof.js';

type Calls = typeof twoFactorCalls;

const personOf = (caller: Caller): Person => ({ userId: caller.sub, accountId: caller.acc });

/** What people do with their own second factors. */
@Injectable()
export class TwoFactorService {
  constructor(
    private readonly database: Database,
    private readonly factors: FactorsRepository,
    private readonly enrolment: FactorEnrolment,
    private readonly codes: RecoveryCodes,
    private readonly passkeys: Passkeys,
    private readonly requirements: Requirements,
    private readonly devices: Devices,
    private readonly identities: IdentitiesRepository,
    private readonly limiter: Limiter,
    private readonly outbox: Outbox,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  async read(caller: Caller): Promise<ResponseOf<Calls['read']>> {
    const person = personOf(caller);
    const required = await this.requirements.bind(person);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const methods = (await this.factors.list(person)).map(toFactorMethod);
      const recoveryCodesLeft = await this.codes.left(person);
      return { enabled: methods.length > 0, required, methods, recoveryCodesLeft };
    });
  }

  /** @throws AppError `reauthentication_required`, `conflict` when there are enough already */
  async startTotp(caller: Caller, { name }: RequestOf<Calls['startTotp']>): Promise<ResponseOf<Calls['startTotp']>> {
    requireFreshProof(caller);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const identity = await this.identities.byId(caller.sub);
      if (identity === undefined) throw new AppError('unauthenticated');
      return this.enrolment.startTotp(personOf(caller), identity.email, name);
    });
  }

  /** @throws AppError `reauthentication_required`, `not_found`, `invalid_request` for a wrong code, `conflict` */
  async activateTotp(
    caller: Caller,
    { id, code, origin }: RequestOf<Calls['activateTotp']>,
  ): Promise<ResponseOf<Calls['activateTotp']>> {
    requireFreshProof(caller);
    return this.limiter.guarded(origin, () =>
      this.database.transaction({ accountId: caller.acc }, () =>
        this.enrolment.activateTotp(personOf(caller), id, code),
      ),
    );
  }

  /** @throws AppError `reauthentication_required` */
  async passkeyOptions(caller: Caller): Promise<ResponseOf<Calls['passkeyOptions']>> {
    requireFreshProof(caller);
    const person = await this.directory.person(caller.sub);
    if (person === undefined) throw new AppError('unauthenticated');
    const { email, firstName, lastName } = person;
    const names = { email, displayName: `${firstName} ${lastName}` };
    const binding = { purpose: 'registration' as const, subjectId: caller.sid };
    return this.database.transaction({ accountId: caller.acc }, () =>
      this.passkeys.creationOptions(personOf(caller), binding, names),
    );
  }

  /** @throws AppError `reauthentication_required`, `invalid_request`, `conflict` */
  async registerPasskey(
    caller: Caller,
    input: RequestOf<Calls['registerPasskey']>,
  ): Promise<ResponseOf<Calls['registerPasskey']>> {
    requireFreshProof(caller);
    const binding = { purpose: 'registration' as const, subjectId: caller.sid };
    const made = await this.database.transaction({ accountId: caller.acc }, () =>
      this.enrolment.addPasskey(personOf(caller), input, binding),
    );
    if (made === undefined) throw notVerified();
    const { factor, ...added } = made;
    return { method: toFactorMethod(factor), ...added };
  }

  /** @throws AppError `reauthentication_required`, `conflict` for who has no factor that they could stand in for */
  async renewCodes(caller: Caller): Promise<ResponseOf<Calls['renewCodes']>> {
    requireFreshProof(caller);
    return this.locked(caller, async (person) => {
      if ((await this.factors.list(person)).length === 0) throw new AppError('conflict');
      return { recoveryCodes: await this.codes.issue(person) };
    });
  }

  /** @throws AppError `conflict` when no set waits for it */
  async acknowledgeCodes(caller: Caller): Promise<Record<string, never>> {
    return this.locked(caller, async (person) => {
      if (!(await this.codes.acknowledge(person))) throw new AppError('conflict');
      return {};
    });
  }

  /** @throws AppError `not_found` */
  async rename(caller: Caller, { id, name }: RequestOf<Calls['rename']>): Promise<ResponseOf<Calls['rename']>> {
    return this.locked(caller, async (person) => {
      const factor = await this.factors.rename(person, id, name);
      if (factor === undefined) throw new AppError('not_found');
      return toFactorMethod(factor);
    });
  }

  /** @throws AppError `reauthentication_required`, `not_found`, `second_factor_mandatory`, `password_needs_factor` */
  async remove(caller: Caller, id: string): Promise<Record<string, never>> {
    requireFreshProof(caller);
    const required = await this.requirements.bind(personOf(caller));
    return this.locked(caller, async (person) => {
      if (!(await this.factors.remove(person, id))) throw new AppError('not_found');
      const left = await this.factors.list(person);
      if (left.length === 0 && required) throw new AppError('second_factor_mandatory');
      if (left.length === 0) await this.removeRest(person);
      await this.outbox.append(secondFactorEvents.disabled, {
        accountId: person.accountId,
        aggregateId: person.userId,
        aggregateVersion: await this.factors.nextVersion(person),
        data: { userId: person.userId, kinds: [...new Set(left.map(({ kind }) => kind))] },
      });
      return {};
    });
  }

  private async removeRest(person: Person): Promise<void> {
    // They can set a longer one first, and are not shut out by an account that forgot to.
    if ((await this.factors.standing(person)).needsFactor) throw new AppError('password_needs_factor');
    await this.codes.removeAll(person);
    await this.devices.forgetAll(person.userId);
  }

  /** One change of a person's factors after another. */
  private locked<T>(caller: Caller, work: (person: Person) => Promise<T>): Promise<T> {
    const person = personOf(caller);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      if (!(await this.factors.lock(person))) throw new AppError('unauthenticated');
      return work(person);
    });
  }
}
