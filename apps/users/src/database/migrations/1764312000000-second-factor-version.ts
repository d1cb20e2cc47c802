import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version of a person's second factors `two_factor_enabled` speaks of, so that a late event changes nothing. */
export class SecondFactorVersion1764312000000 implements MigrationInterface {
  readonly name = 'SecondFactorVersion1764312000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users.users ADD COLUMN second_factor_version bigint NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users.users DROP COLUMN second_factor_version');
  }
}
