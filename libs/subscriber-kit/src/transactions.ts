import type { Pool, PoolClient } from 'pg';
import { isDatabaseOutage } from '#errors';
import type { Tx } from './handlers.js';

/** A handler did not come to an end in time. */
export class HandlerTimeout extends Error {
  constructor(ms: number) {
    super(`The handler took longer than ${ms} ms`);
    this.name = 'HandlerTimeout';
  }
}

function textOf(error: Error, key: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : '';
}

// 40001 serialization failure, 40P01 deadlock: nothing happened, the same transaction may be run again.
const repeatable = new Set(['40001', '40P01']);

/** True for failures of the database that a later try may not meet again. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = textOf(error, 'code');
  return repeatable.has(code) || isDatabaseOutage({ code, message: error.message });
}

function begin(timeoutMs: number): string {
  return `BEGIN; SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL lock_timeout = ${Math.min(timeoutMs, 5_000)};
    SET LOCAL idle_in_transaction_session_timeout = ${timeoutMs + 1_000}`;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new HandlerTimeout(ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Who runs a query gets the error as well.
const ignore = (): void => {};

/** Transactions on the subscriber's pool, each with an end. */
export class Transactions {
  constructor(private readonly pool: Pool) {
    // One that ends in the moment in which it is made says so before anybody below could listen.
    pool.on('connect', (client) => client.on('error', ignore));
  }

  /**
   * Commits what `work` wrote when it returns, and nothing when it throws or takes too long.
   * @throws HandlerTimeout, or what `work` or the database throws
   */
  async run<T>(timeoutMs: number, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    // A connection that is cut while it is idle inside the transaction would otherwise end the process.
    client.on('error', ignore);
    let broken: Error | undefined;
    try {
      return await within(timeoutMs, inTransaction(client, begin(timeoutMs), work));
    } catch (error) {
      // Closed rather than given back: whatever still runs in it is rolled back by the server.
      if (error instanceof HandlerTimeout || isPassing(error)) broken = error as Error;
      throw error;
    } finally {
      client.removeListener('error', ignore);
      client.release(broken);
    }
  }
}

async function inTransaction<T>(client: PoolClient, start: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  await client.query(start);
  try {
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
