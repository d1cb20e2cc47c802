import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds which kinds of imported hashes are left without looking at each. */
export class ImportedKinds1764460000002 implements MigrationInterface {
  readonly name = 'ImportedKinds1764460000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      String.raw`CREATE INDEX ix_credentials_imported ON auth.credentials
         ((substring(password_hash from '^\$[^$]*\$[^$]*\$') || length(substring(password_hash from '[^$]*$'))))
         WHERE (password_hash NOT LIKE '$argon2id$%')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX auth.ix_credentials_imported');
  }
}
