import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const dataKeys = [
  // Not bound to an account: sealed with the master key.
  `CREATE TABLE auth.data_keys (
    id text NOT NULL,
    key_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz NULL,
    CONSTRAINT pk_data_keys PRIMARY KEY (id)
  )`,
  'CREATE UNIQUE INDEX uq_data_keys_current ON auth.data_keys ((true)) WHERE (retired_at IS NULL)',
];

const factors = [
  `CREATE TABLE auth.second_factors (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    secret_sealed bytea NULL,
    data_key_id text NULL,
    last_step bigint NULL,
    credential_id text NULL,
    public_key bytea NULL,
    sign_count bigint NULL,
    transports text[] NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    activated_at timestamptz NULL,
    last_used_at timestamptz NULL,
    CONSTRAINT pk_second_factors PRIMARY KEY (id),
    CONSTRAINT uq_second_factors_credential UNIQUE (credential_id),
    CONSTRAINT fk_second_factors_identity FOREIGN KEY (user_id) REFERENCES auth.identities (user_id),
    CONSTRAINT fk_second_factors_data_key FOREIGN KEY (data_key_id) REFERENCES auth.data_keys (id),
    CONSTRAINT ck_second_factors_kind CHECK (
      (kind = 'totp' AND secret_sealed IS NOT NULL AND data_key_id IS NOT NULL AND credential_id IS NULL)
      OR (kind = 'passkey' AND credential_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL
        AND transports IS NOT NULL AND secret_sealed IS NULL AND activated_at IS NOT NULL))
  )`,
  'CREATE INDEX ix_second_factors_user ON auth.second_factors (user_id, id)',
  'CREATE INDEX ix_second_factors_data_key ON auth.second_factors (data_key_id)',
  'CREATE INDEX ix_second_factors_pending ON auth.second_factors (created_at) WHERE (activated_at IS NULL)',
  ...fenceByAccount('auth.second_factors'),
  `CREATE TABLE auth.recovery_codes (
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    account_id uuid NOT NULL,
    set_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz NULL,
    spent_at timestamptz NULL,
    CONSTRAINT pk_recovery_codes PRIMARY KEY (user_id, digest),
    CONSTRAINT fk_recovery_codes_identity FOREIGN KEY (user_id) REFERENCES auth.identities (user_id)
  )`,
  ...fenceByAccount('auth.recovery_codes'),
];

const challenges = [
  `CREATE TABLE auth.sign_in_challenges (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    transport text NOT NULL,
    amr text[] NOT NULL,
    remember_device boolean NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    spent_at timestamptz NULL,
    CONSTRAINT pk_sign_in_challenges PRIMARY KEY (id),
    CONSTRAINT fk_sign_in_challenges_identity FOREIGN KEY (user_id) REFERENCES auth.identities (user_id),
    CONSTRAINT ck_sign_in_challenges_purpose CHECK (purpose IN ('second_factor', 'enrolment')),
    CONSTRAINT ck_sign_in_challenges_transport CHECK (transport IN ('cookie', 'bearer'))
  )`,
  'CREATE INDEX ix_sign_in_challenges_user ON auth.sign_in_challenges (user_id)',
  'CREATE INDEX ix_sign_in_challenges_expires ON auth.sign_in_challenges (expires_at)',
  ...fenceByAccount('auth.sign_in_challenges'),
  // Without an account when nobody is known yet; such rows are seen in system scope only.
  `CREATE TABLE auth.passkey_challenges (
    challenge text NOT NULL,
    account_id uuid NULL,
    user_id uuid NULL,
    purpose text NOT NULL,
    subject_id uuid NULL,
    network text NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_passkey_challenges PRIMARY KEY (challenge),
    CONSTRAINT ck_passkey_challenges_purpose
      CHECK (purpose IN ('registration', 'enrolment', 'second_factor', 'sign_in', 'proof'))
  )`,
  'CREATE INDEX ix_passkey_challenges_expires ON auth.passkey_challenges (expires_at)',
  'CREATE INDEX ix_passkey_challenges_network ON auth.passkey_challenges (network, created_at) WHERE (network IS NOT NULL)',
  ...fenceByAccount('auth.passkey_challenges'),
];

const guards = [
  // Wrong codes of a person over all sign-ins, in the present hour.
  `CREATE TABLE auth.factor_guards (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    failures integer NOT NULL,
    window_start timestamptz NOT NULL,
    CONSTRAINT pk_factor_guards PRIMARY KEY (user_id)
  )`,
  ...fenceByAccount('auth.factor_guards'),
  `CREATE TABLE auth.remembered_devices (
    secret_digest bytea NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    second_factor boolean NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_remembered_devices PRIMARY KEY (secret_digest),
    CONSTRAINT fk_remembered_devices_identity FOREIGN KEY (user_id) REFERENCES auth.identities (user_id)
  )`,
  'CREATE INDEX ix_remembered_devices_user ON auth.remembered_devices (user_id)',
  'CREATE INDEX ix_remembered_devices_expires ON auth.remembered_devices (expires_at)',
  ...fenceByAccount('auth.remembered_devices'),
];

const tables = [
  'remembered_devices',
  'factor_guards',
  'passkey_challenges',
  'sign_in_challenges',
  'recovery_codes',
  'second_factors',
  'data_keys',
];

/** Second factors, the challenges that ask for them, remembered devices, and the keys that seal secrets. */
export class SecondFactors1764310000000 implements MigrationInterface {
  readonly name = 'SecondFactors1764310000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...dataKeys, ...factors, ...challenges, ...guards]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE auth.${table}`);
  }
}
