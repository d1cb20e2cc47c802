import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Call, Caller, RequestOf, ResponseOf } from '#contracts';
import { IdempotentCommands, type AnswerSeal } from '#postgres';
import { requireFreshProof } from '../sessions/fresh-proof.js';
import { MasterKey } from './master-key.js';

const purpose = 'answers-with-secrets';
const Sealed = z.strictObject({ sealed: z.base64() });

/**
 * Commands that show a secret once. A repeat with the same Idempotency-Key is shown the same one: the answer waits for it
 * sealed, for the 24 hours of the key, and is of no use to who reads the database.
 */
@Injectable()
export class SecretCommands {
  private readonly seal: AnswerSeal;

  constructor(
    private readonly commands: IdempotentCommands,
    master: MasterKey,
  ) {
    this.seal = {
      close: (answer, bound) => ({
        sealed: master.seal(purpose, Buffer.from(JSON.stringify(answer)), bound).toString('base64'),
      }),
      open: (stored, bound) => {
        const sealed = Buffer.from(Sealed.parse(stored).sealed, 'base64');
        return JSON.parse(master.open(purpose, sealed, bound).toString());
      },
    };
  }

  /**
   * As `IdempotentCommands.once`. A secret is shown again only to who may have a new one made: with a fresh proof.
   * @throws AppError `reauthentication_required`, `idempotency_conflict`, `idempotency_in_progress`
   */
  async once<C extends Call>(
    call: C,
    caller: Caller,
    input: RequestOf<C>,
    command: () => Promise<ResponseOf<C>>,
  ): Promise<ResponseOf<C>> {
    requireFreshProof(caller);
    return this.commands.once(call, caller, input, command, this.seal);
  }
}
