import type { Database } from '#postgres';

/**
 * Until the transaction ends nobody else changes who has access to what in the account: one change at a time, because each
 * touches many people and places. To be called before any row is locked, that of the actor among them.
 */
export async function holdAccess(database: Database, accountId: string): Promise<void> {
  await database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`access:${accountId}`], 'hold');
}
