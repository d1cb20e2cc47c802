import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `ALTER TABLE auth.api_keys ADD COLUMN ceiling jsonb NULL, ADD COLUMN inherited_at timestamptz NULL,
     ADD COLUMN held boolean NOT NULL DEFAULT false, ADD COLUMN guarded_since timestamptz NOT NULL DEFAULT now()`,
  'UPDATE auth.api_keys SET guarded_since = created_at',
];

/** Tokens of the account do no more than they could when they were made, whoever guards them. */
export class TokenCeilings1764450000000 implements MigrationInterface {
  readonly name = 'TokenCeilings1764450000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const columns = ['ceiling', 'inherited_at', 'held', 'guarded_since'].map((column) => `DROP COLUMN ${column}`);
    await runner.query(`ALTER TABLE auth.api_keys ${columns.join(', ')}`);
  }
}
