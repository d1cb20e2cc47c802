import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  'ALTER TABLE auth.credentials ADD COLUMN recovered_at timestamptz NULL',
  // As long as an offer of the ownership can wait. Which were changes and which resets is not known any more.
  `UPDATE auth.credentials SET recovered_at = password_set_at WHERE password_set_at > now() - interval '7 days'`,
];

/** When somebody last came in by a mailed link, or lost their second factors to a manager. */
export class Recoveries1764480000000 implements MigrationInterface {
  readonly name = 'Recoveries1764480000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.credentials DROP COLUMN recovered_at');
  }
}
