import { Pool } from 'pg';

/** PostgreSQL schema of this service; nobody else reads it. */
export const schema = 'conversations';

/** Connections as the service's own role. */
export function openPool(databaseUrl: string): Pool {
  return new Pool({
    connectionString: databaseUrl,
    max: 12,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    application_name: 'conversations',
    options: `-c search_path=${schema}`,
  });
}
