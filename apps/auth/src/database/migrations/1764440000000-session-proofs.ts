import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wrong proofs in a row within a session: they count by themselves, so that strangers cannot block them. */
export class SessionProofs1764440000000 implements MigrationInterface {
  readonly name = 'SessionProofs1764440000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.sessions ADD COLUMN proof_failures integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.sessions DROP COLUMN proof_failures');
  }
}
