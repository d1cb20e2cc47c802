import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const statements = [
  `CREATE TABLE auth.api_keys (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    owned_by text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    secret_digest bytea NOT NULL,
    last_four text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NULL,
    last_used_at timestamptz NULL,
    last_used_ip text NULL,
    replaced_by uuid NULL,
    revoked_at timestamptz NULL,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_secret UNIQUE (secret_digest),
    CONSTRAINT fk_api_keys_identity FOREIGN KEY (user_id) REFERENCES auth.identities (user_id),
    CONSTRAINT ck_api_keys_kind CHECK (kind IN ('api', 'docs')),
    CONSTRAINT ck_api_keys_owned_by CHECK (owned_by = 'user' OR (owned_by = 'account' AND kind = 'api'))
  )`,
  'CREATE INDEX ix_api_keys_user ON auth.api_keys (user_id) WHERE (revoked_at IS NULL)',
  `CREATE INDEX ix_api_keys_account ON auth.api_keys (account_id) WHERE (owned_by = 'account' AND revoked_at IS NULL)`,
  ...fenceByAccount('auth.api_keys'),
];

/** API tokens and Docs API keys. */
export class ApiKeys1764320000000 implements MigrationInterface {
  readonly name = 'ApiKeys1764320000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.api_keys');
  }
}
