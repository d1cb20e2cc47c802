import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import QRCode from 'qrcode';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { secondFactorEvents, type Passkey, type TotpSecret } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import type { PasskeyBinding } from './challenges.repository.js';
import { FactorSecrets } from './factor-secrets.js';
import { FactorsRepository, type Factor, type Person } from './factors.repository.js';
import { Passkeys } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';
import { base32, otpauthUrl, secretBytes, stepOf } from './totp.js';

/** Factors of one person at most. */
const maxFactors = 10;

/** A factor that counts from now on, with recovery codes when it is the first one. */
export interface Added {
  recoveryCodes?: string[];
}

function wrongCode(): AppError {
  const errors = [{ path: 'code', code: 'wrong_code', message: 'is not the code that the app shows now' }];
  return new AppError('invalid_request', { errors });
}

/** Of a passkey that was not made for what was asked. */
export function notVerified(): AppError {
  const errors = [{ path: 'credential', code: 'not_verified', message: 'was not made for this request' }];
  return new AppError('invalid_request', { errors });
}

/** Adds factors. Everything runs in the caller's transaction, for one person after another. */
@Injectable()
export class FactorEnrolment {
  /** Milliseconds since 1970; tests set it. */
  now = (): number => Date.now();

  constructor(
    private readonly factors: FactorsRepository,
    private readonly secrets: FactorSecrets,
    private readonly passkeys: Passkeys,
    private readonly codes: RecoveryCodes,
    private readonly outbox: Outbox,
  ) {}

  /** @throws AppError `conflict` when there are enough already, `unauthenticated` when the person is gone */
  async startTotp(person: Person, email: string, name = 'Authenticator app'): Promise<z.infer<typeof TotpSecret>> {
    await this.lock(person);
    await this.refuseTooMany(person);
    const secret = randomBytes(secretBytes);
    const id = uuidv7();
    const { content: sealed, keyId } = await this.secrets.seal(id, secret);
    await this.factors.addTotp(person, { id, name, sealed, keyId });
    const url = otpauthUrl(email, secret);
    return { id, secret: base32(secret), otpauthUrl: url, qrSvg: await QRCode.toString(url, { type: 'svg' }) };
  }

  /** @throws AppError `not_found`, `invalid_request` for a wrong code, `conflict` */
  async activateTotp(person: Person, id: string, code: string): Promise<Added> {
    await this.lock(person);
    const factor = await this.factors.pendingTotp(person, id);
    if (factor === undefined) throw new AppError('not_found');
    await this.refuseTooMany(person);
    const step = stepOf(await this.secrets.open(factor), code, this.now());
    if (step === undefined) throw wrongCode();
    if (!(await this.factors.activate(person, id, step))) throw new AppError('conflict');
    return this.added(person);
  }

  /**
   * @returns undefined when it was not made for this: {@link notVerified} is to be thrown after the transaction, which
   * spends the challenge
   * @throws AppError `conflict` when it is known
   */
  async addPasskey(
    person: Person,
    made: { credential: Passkey; name?: string | undefined },
    binding: Pick<PasskeyBinding, 'purpose' | 'subjectId'>,
  ): Promise<(Added & { factor: Factor }) | undefined> {
    await this.lock(person);
    await this.refuseTooMany(person);
    const passkey = await this.passkeys.made(made.credential, { ...binding, person });
    if (passkey === undefined) return undefined;
    const factor = await this.factors.addPasskey(person, { ...passkey, id: uuidv7(), name: made.name ?? 'Passkey' });
    return { factor, ...(await this.added(person)) };
  }

  private async lock(person: Person): Promise<void> {
    if (!(await this.factors.lock(person))) throw new AppError('unauthenticated');
  }

  private async refuseTooMany(person: Person): Promise<void> {
    const { length } = await this.factors.list(person);
    if (length >= maxFactors) throw new AppError('conflict', { detail: `There are ${maxFactors} factors already` });
  }

  private async added(person: Person): Promise<Added> {
    const factors = await this.factors.list(person);
    await this.outbox.append(secondFactorEvents.enabled, {
      accountId: person.accountId,
      aggregateId: person.userId,
      aggregateVersion: await this.factors.nextVersion(person),
      data: { userId: person.userId, kinds: [...new Set(factors.map(({ kind }) => kind))] },
    });
    return factors.length === 1 ? { recoveryCodes: await this.codes.issue(person) } : {};
  }
}
