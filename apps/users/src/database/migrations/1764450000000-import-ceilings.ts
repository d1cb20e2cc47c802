import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An import that a token of the account began does no more than that token may. */
export class ImportCeilings1764450000000 implements MigrationInterface {
  readonly name = 'ImportCeilings1764450000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users.user_imports ADD COLUMN ceiling jsonb NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users.user_imports DROP COLUMN ceiling');
  }
}
