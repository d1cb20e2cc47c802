import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The cookie that a session had before a fresh proof gave it another one. */
export class RenewedCookies1764360000000 implements MigrationInterface {
  readonly name = 'RenewedCookies1764360000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE auth.sessions ADD COLUMN previous_digest bytea NULL,
         ADD COLUMN previous_authenticated_at timestamptz NULL, ADD COLUMN previous_until timestamptz NULL`,
    );
    await runner.query(
      'CREATE INDEX ix_sessions_previous ON auth.sessions (previous_digest) WHERE (previous_digest IS NOT NULL)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX auth.ix_sessions_previous');
    await runner.query(
      `ALTER TABLE auth.sessions DROP COLUMN previous_digest, DROP COLUMN previous_authenticated_at,
         DROP COLUMN previous_until`,
    );
  }
}
