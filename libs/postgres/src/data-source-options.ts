import type { EventEmitter } from 'node:events';
import type { DataSourceOptions, EntitySchema, MigrationInterface } from 'typeorm';
import { getTypeParser } from './type-parsers.js';

export type EntityClass = (new () => object) | EntitySchema;
export type MigrationClass = new () => MigrationInterface;

export interface ServiceDatabase {
  /** PostgreSQL schema, and name of the connection in pg_stat_activity. */
  schema: string;
  entities: readonly EntityClass[];
  migrations: readonly MigrationClass[];
}

export interface ConnectionSettings {
  url: string;
  poolSize: number;
  /** Longest statement, in milliseconds. */
  statementTimeoutMs?: number;
  /** Longest idle time inside a transaction, in milliseconds. */
  idleInTransactionTimeoutMs?: number;
}

function sessionSettings(schema: string, settings: ConnectionSettings): string {
  const values = {
    search_path: `${schema},public`,
    statement_timeout: settings.statementTimeoutMs ?? 5_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMs ?? 15_000,
    timezone: 'UTC',
    // Compiling pays for minutes, never for statements of milliseconds whose costs are estimated too high.
    jit: 'off',
    // Data is on flash or in memory: the default is that of spinning disks, and sorts whole accounts to spare seeks.
    random_page_cost: '1.1',
    // Prepared while a table is small, a statement would go on to read all of it until its statistics are next taken.
    enable_seqscan: 'off',
  };
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/**
 * A connection that ends in the moment in which it is made says so before anybody listens, which would end the process.
 * Whoever uses it finds out by their first statement.
 */
function hearFailures(client: EventEmitter): void {
  client.on('error', () => {});
}

/** TypeORM options for a service: explicit lists, no synchronisation, bounded pool and times. */
export function dataSourceOptions(database: ServiceDatabase, settings: ConnectionSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    schema: database.schema,
    entities: [...database.entities],
    migrations: [...database.migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    poolSize: settings.poolSize,
    applicationName: `muster-${database.schema}`,
    connectTimeoutMS: 3_000,
    extra: {
      options: sessionSettings(database.schema, settings),
      keepAlive: true,
      // Statements are sent without waiting for the answers to those before them, where the code does not wait either.
      pipeline: true,
      types: { getTypeParser },
      connectionTimeoutMillis: 3_000,
      onConnect: hearFailures,
    },
  };
}
