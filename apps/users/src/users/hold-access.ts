import type { Database } from '#postgres';

/**
 * Changes of who is on which team and who can use which mailbox come one after the other in an account, because each
 * touches many people and places. To be called before any row is locked, that of the actor among them. Leaves with the
 * statement that follows.
 */
export function holdAccess(database: Database, accountId: string): void {
  database.post('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`access:${accountId}`], 'hold');
}
