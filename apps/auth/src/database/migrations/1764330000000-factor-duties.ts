import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has to have a second factor: by their role, and by a password that is too short to stand alone. */
export class FactorDuties1764330000000 implements MigrationInterface {
  readonly name = 'FactorDuties1764330000000';

  async up(runner: QueryRunner): Promise<void> {
    // Until the users service says otherwise everybody counts as a manager: more is asked of them, never less.
    await runner.query(
      `ALTER TABLE auth.identities ADD COLUMN manager boolean NOT NULL DEFAULT true,
        ADD COLUMN role_version bigint NOT NULL DEFAULT 0`,
    );
    await runner.query('ALTER TABLE auth.credentials ADD COLUMN needs_factor boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.credentials DROP COLUMN needs_factor');
    await runner.query('ALTER TABLE auth.identities DROP COLUMN manager, DROP COLUMN role_version');
  }
}
