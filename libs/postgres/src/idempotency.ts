import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Call, Caller, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { currentContext } from '#observability';
import { Database } from './database.js';
import { fenceByAccount } from './row-security.js';

/** Table for {@link IdempotentCommands}; each service that takes keys has its own. Rows live 24 hours. */
export function createIdempotencyTable(schema: string): string[] {
  const table = `${schema}.idempotency_keys`;
  return [
    `CREATE TABLE ${table} (
      account_id uuid NOT NULL,
      caller_id uuid NOT NULL,
      key text NOT NULL,
      call text NOT NULL,
      fingerprint bytea NOT NULL,
      response jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT pk_idempotency_keys PRIMARY KEY (caller_id, key)
    )`,
    `CREATE INDEX ix_idempotency_keys_created_at ON ${table} (created_at)`,
    ...fenceByAccount(table),
  ];
}

/** How answers are kept that must not lie in the table as they are; `bound` names the key that they belong to. */
export interface AnswerSeal {
  close(answer: unknown, bound: string): unknown;
  /** @throws Error for anything that was not closed so, for this key */
  open(stored: unknown, bound: string): unknown;
}

const asItIs: AnswerSeal = { close: (answer) => answer, open: (stored) => stored };

interface StoredAnswer {
  call: string;
  fingerprint: Buffer;
  response: unknown;
}

/**
 * Runs a command once per Idempotency-Key: the answer is stored in the transaction of the effect, so that a repeat
 * gets the same answer whatever crashed in between (draft-ietf-httpapi-idempotency-key-header).
 */
@Injectable()
export class IdempotentCommands {
  constructor(private readonly database: Database) {}

  /**
   * @param input the checked request; with the call it forms the fingerprint
   * @param seal for answers with secrets in them
   * @returns what `command` returns, or the stored answer of the first run
   * @throws AppError `idempotency_conflict` (other request, same key), `idempotency_in_progress` (first still running)
   */
  async once<C extends Call>(
    call: C,
    caller: Caller,
    input: z.infer<C['request']>,
    command: () => Promise<ResponseOf<C>>,
    seal = asItIs,
  ): Promise<ResponseOf<C>> {
    const key = currentContext()?.idempotencyKey;
    return this.database.transaction({ accountId: caller.acc }, async () => {
      if (key === undefined) return command();
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([call.subject, input]))
        .digest();
      await this.refuseConcurrent(caller, key);
      const stored = await this.find(caller, key);
      const bound = `${caller.sub} ${key}`;
      if (stored !== undefined) return replay(call, stored, fingerprint, (response) => seal.open(response, bound));
      const answer = await command();
      await this.store(caller, { key, call: call.subject, fingerprint, answer: seal.close(answer, bound) });
      return answer;
    });
  }

  /** Removes keys older than 24 hours, at most 1,000 at a time. Returns how many. */
  async purge(): Promise<number> {
    return this.database.transaction({ system: 'purge idempotency keys' }, async () => {
      const rows = await this.database.query(
        `DELETE FROM idempotency_keys WHERE (caller_id, key) IN (
           SELECT caller_id, key FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 1000
         ) RETURNING 1`,
      );
      return rows.length;
    });
  }

  private async refuseConcurrent(caller: Caller, key: string): Promise<void> {
    const [row] = await this.database.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
      [`idempotency:${caller.sub}:${key}`],
    );
    if (row?.locked !== true) throw new AppError('idempotency_in_progress', { retryAfter: 1 });
  }

  private async find(caller: Caller, key: string): Promise<StoredAnswer | undefined> {
    const [row] = await this.database.query<StoredAnswer>(
      `SELECT call, fingerprint, response FROM idempotency_keys
       WHERE account_id = $1 AND caller_id = $2 AND key = $3 AND created_at > now() - interval '24 hours'`,
      [caller.acc, caller.sub, key],
    );
    return row;
  }

  private async store(
    caller: Caller,
    entry: { key: string; call: string; fingerprint: Buffer; answer: unknown },
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO idempotency_keys (account_id, caller_id, key, call, fingerprint, response)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT pk_idempotency_keys DO UPDATE
         SET call = excluded.call, fingerprint = excluded.fingerprint, response = excluded.response, created_at = now()`,
      [caller.acc, caller.sub, entry.key, entry.call, entry.fingerprint, JSON.stringify(entry.answer)],
    );
  }
}

function replay<C extends Call>(
  call: C,
  stored: StoredAnswer,
  fingerprint: Buffer,
  open: (response: unknown) => unknown,
): ResponseOf<C> {
  if (stored.call !== call.subject || !fingerprint.equals(stored.fingerprint))
    throw new AppError('idempotency_conflict');
  return call.response.parse(open(stored.response)) as ResponseOf<C>;
}
