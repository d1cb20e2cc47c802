import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The search of one in 64 people. How many a word finds shows there before all of them are gathered; `sampled` of
 * user-list.query.ts says the same.
 */
export class SearchSample1764470000000 implements MigrationInterface {
  readonly name = 'SearchSample1764470000000';

  async up(runner: QueryRunner): Promise<void> {
    // So few are added that none has to wait in a list which every search would read.
    await runner.query(
      `CREATE INDEX ix_users_search_sample ON users.users
        USING gin ((account_id::text), (' ' || search_text) public.gin_trgm_ops) WITH (fastupdate = off)
        WHERE (deleted_at IS NULL AND get_byte(uuid_send(id), 15) < 4)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX users.ix_users_search_sample');
  }
}
