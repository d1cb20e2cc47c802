import { Injectable } from '@nestjs/common';
import type { FactorMethod, PasskeyAssertion } from '#contracts';
import { Limiter } from '../limits/limiter.js';
import type { PasskeyBinding } from './challenges.repository.js';
import { FactorSecrets } from './factor-secrets.js';
import { FactorsRepository, type Person } from './factors.repository.js';
import { Passkeys } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';
import { stepOf } from './totp.js';

/** What somebody answers when a second factor is asked for. */
export interface FactorAnswer {
  /** Undefined: whichever it fits. */
  method?: FactorMethod | undefined;
  code?: string | undefined;
  assertion?: PasskeyAssertion | undefined;
}

/** Whether a second factor is right. Codes and passkeys are used up by being right, in the caller's transaction. */
@Injectable()
export class FactorProofs {
  /** Milliseconds since 1970; tests set it. */
  now = (): number => Date.now();

  constructor(
    private readonly factors: FactorsRepository,
    private readonly secrets: FactorSecrets,
    private readonly codes: RecoveryCodes,
    private readonly passkeys: Passkeys,
    private readonly limiter: Limiter,
  ) {}

  /**
   * Must run in a transaction that commits also when the answer is wrong, so that the try counts.
   * @returns what it proves (RFC 8176); undefined when it proves nothing
   * @throws AppError `rate_limited`
   */
  async prove(
    person: Person,
    answer: FactorAnswer,
    binding: Pick<PasskeyBinding, 'purpose' | 'subjectId'>,
  ): Promise<string[] | undefined> {
    await this.limiter.takeFactorTry(person);
    const amr = await this.evaluate(person, answer, { ...binding, person });
    if (amr !== undefined) await this.limiter.factorRight(person.userId);
    return amr;
  }

  private async evaluate(
    person: Person,
    { method, code, assertion }: FactorAnswer,
    binding: PasskeyBinding,
  ): Promise<string[] | undefined> {
    if (assertion !== undefined) return (await this.passkeys.used(assertion, binding))?.amr;
    if (code === undefined || (await this.factors.list(person)).length === 0) return undefined;
    if (method !== 'recovery_code' && (await this.isCodeOfApp(person, code))) return ['otp', 'mfa'];
    if (method !== 'totp' && (await this.codes.spend(person, code))) return ['otp', 'mfa'];
    return undefined;
  }

  private async isCodeOfApp(person: Person, typed: string): Promise<boolean> {
    const code = typed.replace(/[\s-]/g, '');
    for (const factor of await this.factors.totps(person)) {
      const step = stepOf(await this.secrets.open(factor), code, this.now());
      if (step !== undefined && (await this.factors.useStep(factor.id, step))) return true;
    }
    return false;
  }
}
