import { AsyncLocalStorage } from 'node:async_hooks';
import { Writable } from 'node:stream';
import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { AppError } from '#errors';
import { withSpan } from '#observability';
import { isRepeatable, translateOutage } from './constraints.js';

/**
 * Whose rows a transaction sees: those of one account, or all of them. `system` names the reason, for example
 * `sign-in by address`; it is for what cannot know the account yet and for workers.
 */
export type Scope = { readonly accountId: string } | { readonly system: string };

export interface TransactionOptions {
  /**
   * False: the commit does not wait for the disk, and a crash of the server within half a second forgets it. For what
   * is found out again or counts for seconds; a transaction that it is a part of decides for itself.
   */
  durable?: boolean;
}

interface Transaction {
  runner: QueryRunner;
  client: PoolClient;
  scope: Scope;
  afterCommit: (() => void)[];
  /** Answers to statements that nobody waits for before the end. */
  posted: Promise<unknown>[];
  /** Set when no further statement may follow: see {@link Database.together}. */
  closed?: boolean;
}

/** A plain connection outside any transaction of {@link Database}, to be released by who reserved it. */
export interface ReservedConnection {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  release(): Promise<void>;
}

const uuid = /^[0-9a-f-]{36}$/;
const maxRepeats = 2;
/** PostgreSQL takes a second to find a deadlock: who repeats for longer holds a connection for a caller who has gone. */
const repeatsWithinMs = 1_500;
const maxWaitingPerConnection = 20;

function scopeStatement(scope: Scope): string {
  if ('system' in scope) return "SET LOCAL app.scope = 'system'";
  // The id is put into the text, in one round trip with BEGIN, so nothing but a UUID may pass.
  if (!uuid.test(scope.accountId)) throw new TypeError('The account id is not a UUID');
  return `SET LOCAL app.account_id = '${scope.accountId}'`;
}

function beginStatement(scope: Scope, { durable = true }: TransactionOptions): string {
  return `BEGIN; ${scopeStatement(scope)}${durable ? '' : '; SET LOCAL synchronous_commit = off'}`;
}

/**
 * Holds back what is written to the server until the returned function is called, so that it leaves in one packet: a
 * system call and a wake-up of both sides for each statement costs more than most statements do.
 */
function holdBack(client: PoolClient): () => void {
  const connection: unknown = Reflect.get(client, 'connection');
  const stream: unknown = typeof connection === 'object' && connection !== null && Reflect.get(connection, 'stream');
  if (!(stream instanceof Writable)) return () => {};
  stream.cork();
  return () => stream.uncork();
}

/** The beginning is not waited for: what follows leaves with it. When it fails, so does all that follows. */
function begin(
  client: PoolClient,
  scope: Scope,
  options: TransactionOptions,
): { answer: Promise<unknown>; send: () => void } {
  const statement = beginStatement(scope, options);
  const send = holdBack(client);
  const answer = client.query(statement);
  answer.catch(() => {});
  return { answer, send };
}

/** What failed before `error`: a statement that was not waited for makes all that follow it fail or find nothing. */
async function firstFailure(posted: readonly Promise<unknown>[], error: unknown): Promise<unknown> {
  const answers = await Promise.allSettled(posted);
  return answers.find((answer) => answer.status === 'rejected')?.reason ?? error;
}

function sameScope(outer: Scope, inner: Scope): boolean {
  if ('system' in outer) return true;
  return 'accountId' in inner && inner.accountId === outer.accountId;
}

/**
 * The database of one service. A transaction lives in async context, so that no forgotten parameter can run a query
 * outside it; row-level security shows only rows of the transaction's scope.
 */
export class Database {
  private readonly storage = new AsyncLocalStorage<Transaction>();

  constructor(
    readonly dataSource: DataSource,
    readonly schema: string,
  ) {}

  /**
   * Runs `work` in a transaction, or in the ambient one when there is one. Runs it again after a deadlock or a
   * serialization failure (at most twice, and not after 1.5 s), so `work` must have no effect outside the database
   * before it returns.
   * @throws AppError `unavailable` when the database is away, full or too slow, or others were in the way every time;
   * whatever `work` throws otherwise
   */
  async transaction<T>(scope: Scope, work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const ambient = this.storage.getStore();
    if (ambient !== undefined) {
      if (!sameScope(ambient.scope, scope)) throw new Error('A transaction of another scope is open');
      return work();
    }
    const begun = performance.now();
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await this.traced(() => this.attempt(scope, work, options));
      } catch (error) {
        const isLate = repeats >= maxRepeats || performance.now() - begun > repeatsWithinMs;
        if (isLate || !isRepeatable(error)) throw translateOutage(error);
      }
    }
  }

  /**
   * A transaction in one round trip: the statements that `work` issues at once (before it waits for an answer) go to the
   * server together with its beginning and its end. A statement that comes later is an error. What `work` makes of the
   * answers takes nothing back.
   * @throws AppError as {@link transaction}
   */
  async together<T>(scope: Scope, work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const ambient = this.storage.getStore();
    if (ambient !== undefined) return this.transaction(scope, work);
    try {
      return await this.traced(() => this.attemptTogether(scope, work, options));
    } catch (error) {
      throw translateOutage(error);
    }
  }

  /** Rows of a statement in the current transaction. `$1` parameters; named statements are prepared once per connection. */
  async query<Row>(sql: string, params: readonly unknown[] = [], name?: string): Promise<Row[]> {
    const { client } = this.current();
    const result = await client.query({ text: sql, values: [...params], ...(name === undefined ? {} : { name }) });
    // pg does not know the columns; each repository states the row type beside its statement.
    return result.rows as Row[];
  }

  /**
   * Sends a write whose answer nobody needs: it is not waited for, and leaves in one packet with what follows at once,
   * the end of the transaction among it. Its failure fails the transaction.
   */
  post(sql: string, params: readonly unknown[] = [], name?: string): void {
    const { client, posted } = this.current();
    process.nextTick(holdBack(client));
    const answer = client.query({ text: sql, values: [...params], ...(name === undefined ? {} : { name }) });
    answer.catch(() => {});
    posted.push(answer);
  }

  /** Rows of one statement outside any transaction: for tables that are not fenced by account, such as health checks. */
  async queryOutside<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    const connection = await this.reserve();
    try {
      return await connection.query<Row>(sql, params);
    } finally {
      await connection.release();
    }
  }

  /** TypeORM's entity manager, bound to the current transaction. */
  get manager(): EntityManager {
    return this.current().runner.manager;
  }

  /** Scope of the current transaction. */
  get scope(): Scope {
    return this.current().scope;
  }

  get inTransaction(): boolean {
    return this.storage.getStore() !== undefined;
  }

  /** Runs after the current transaction has committed, and not at all when it rolls back. Must not throw. */
  afterCommit(action: () => void): void {
    this.current().afterCommit.push(action);
  }

  /** A plain connection of the pool; the caller releases it. */
  async reserve(): Promise<ReservedConnection> {
    const runner = this.dataSource.createQueryRunner();
    const client = await this.connect(runner);
    return {
      query: async <Row>(sql: string, params: readonly unknown[] = []) =>
        (await client.query(sql, [...params])).rows as Row[],
      release: () => runner.release(),
    };
  }

  private current(): Transaction {
    const transaction = this.storage.getStore();
    if (transaction === undefined) throw new Error('No transaction is open');
    if (transaction.closed === true) throw new Error('This transaction takes no more statements');
    return transaction;
  }

  private async connect(runner: QueryRunner): Promise<PoolClient> {
    this.refuseWhenFull();
    try {
      return (await runner.connect()) as PoolClient;
    } catch (error) {
      await runner.release().catch(() => {});
      throw translateOutage(error);
    }
  }

  /** The pool's queue is bounded: who would only wait for a time-out is refused at once. */
  private refuseWhenFull(): void {
    const { driver } = this.dataSource;
    const pool: unknown = 'master' in driver ? driver.master : undefined;
    if (typeof pool !== 'object' || pool === null || !('waitingCount' in pool)) return;
    const size = this.dataSource.options.poolSize ?? 10;
    if (Number(pool.waitingCount) > size * maxWaitingPerConnection)
      throw new AppError('unavailable', { retryAfter: 1 });
  }

  private traced<T>(work: () => Promise<T>): Promise<T> {
    const attributes = { 'db.system.name': 'postgresql', 'db.namespace': this.schema };
    return withSpan('transaction', { attributes }, work);
  }

  private async attempt<T>(scope: Scope, work: () => Promise<T>, options: TransactionOptions): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = await this.connect(runner);
    const transaction: Transaction = { runner, client, scope, afterCommit: [], posted: [] };
    const before: Promise<unknown>[] = [];
    try {
      const begun = begin(client, scope, options);
      before.push(begun.answer);
      process.nextTick(begun.send);
      // TypeORM must neither begin nor commit inside: this class owns the boundary.
      Object.assign(runner, { isTransactionActive: true });
      const result = await this.storage.run(transaction, work);
      // Of a transaction in which a statement failed, PostgreSQL makes a rollback here.
      const ended = client.query<never>('COMMIT');
      ended.catch(() => {});
      await Promise.all([begun.answer, ...transaction.posted]);
      if ((await ended).command !== 'COMMIT') throw new Error('The transaction was rolled back');
      for (const action of transaction.afterCommit) action();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw await firstFailure([...before, ...transaction.posted], error);
    } finally {
      // The connection is another's from here on: what this transaction's work forgot to wait for must not use it.
      transaction.closed = true;
      Object.assign(runner, { isTransactionActive: false });
      await runner.release();
    }
  }

  private async attemptTogether<T>(scope: Scope, work: () => Promise<T>, options: TransactionOptions): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = await this.connect(runner);
    const transaction: Transaction = { runner, client, scope, afterCommit: [], posted: [] };
    try {
      const begun = begin(client, scope, options);
      const ended = new Promise<unknown>((resolve, reject) => {
        process.nextTick(() => {
          transaction.closed = true;
          client.query('COMMIT').then(resolve, reject);
          begun.send();
        });
      });
      const [result] = await Promise.all([this.storage.run(transaction, work), begun.answer, ended]);
      return result;
    } finally {
      await runner.release();
    }
  }
}
