import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTables, dropEventTables } from '#events';
import { fenceByAccount } from '#postgres';

const keys = [
  // Not bound to an account: the private halves are sealed with the master key.
  `CREATE TABLE auth.signing_keys (
    kid text NOT NULL,
    purpose text NOT NULL,
    public_jwk jsonb NOT NULL,
    private_key_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz NULL,
    CONSTRAINT pk_signing_keys PRIMARY KEY (kid),
    CONSTRAINT ck_signing_keys_purpose CHECK (purpose IN ('caller', 'access'))
  )`,
  'CREATE UNIQUE INDEX uq_signing_keys_current ON auth.signing_keys (purpose) WHERE (retired_at IS NULL)',
];

const identities = [
  `CREATE TABLE auth.identities (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    email text NOT NULL,
    email_version bigint NOT NULL,
    state_version bigint NOT NULL DEFAULT 0,
    suspended_at timestamptz NULL,
    deleted_at timestamptz NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_identities PRIMARY KEY (user_id)
  )`,
  'CREATE UNIQUE INDEX uq_identities_email ON auth.identities (email) WHERE (deleted_at IS NULL)',
  ...fenceByAccount('auth.identities'),
  `CREATE TABLE auth.credentials (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    password_hash text NULL,
    password_set_at timestamptz NULL,
    version bigint NOT NULL DEFAULT 0,
    CONSTRAINT pk_credentials PRIMARY KEY (user_id),
    CONSTRAINT fk_credentials_identity FOREIGN KEY (user_id) REFERENCES auth.identities (user_id)
  )`,
  ...fenceByAccount('auth.credentials'),
];

const limits = [
  // By digest of the address, so that an unknown address behaves like a known one.
  `CREATE TABLE auth.password_guards (
    address_digest bytea NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    pending integer NOT NULL DEFAULT 0,
    touched_at timestamptz NOT NULL DEFAULT now(),
    locked_at timestamptz NULL,
    CONSTRAINT pk_password_guards PRIMARY KEY (address_digest)
  )`,
  'CREATE INDEX ix_password_guards_touched ON auth.password_guards (touched_at)',
  `CREATE TABLE auth.network_failures (
    network text NOT NULL,
    failures integer NOT NULL,
    window_start timestamptz NOT NULL,
    CONSTRAINT pk_network_failures PRIMARY KEY (network)
  )`,
  'CREATE INDEX ix_network_failures_window ON auth.network_failures (window_start)',
];

const sessions = [
  `CREATE TABLE auth.sessions (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    transport text NOT NULL,
    secret_digest bytea NULL,
    generation integer NOT NULL DEFAULT 1,
    rotated_at timestamptz NULL,
    access_token_sealed bytea NULL,
    amr text[] NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    authenticated_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    idle_seconds integer NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz NULL,
    ended_reason text NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT uq_sessions_secret UNIQUE (secret_digest),
    CONSTRAINT fk_sessions_identity FOREIGN KEY (user_id) REFERENCES auth.identities (user_id),
    CONSTRAINT ck_sessions_transport CHECK (transport IN ('cookie', 'bearer'))
  )`,
  'CREATE INDEX ix_sessions_live ON auth.sessions (user_id, id) WHERE (ended_at IS NULL)',
  'CREATE INDEX ix_sessions_expires ON auth.sessions (expires_at)',
  ...fenceByAccount('auth.sessions'),
];

const links = [
  `CREATE TABLE auth.links (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    subject_id uuid NULL,
    token_digest bytea NOT NULL,
    invited_by uuid NULL,
    code_failures integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    spent_at timestamptz NULL,
    replaced_at timestamptz NULL,
    renewal_requested_at timestamptz NULL,
    CONSTRAINT pk_links PRIMARY KEY (id),
    CONSTRAINT uq_links_token UNIQUE (token_digest),
    CONSTRAINT ck_links_purpose
      CHECK (purpose IN ('invitation', 'password_reset', 'email_change', 'auto_bcc', 'sign_up'))
  )`,
  // One live link per person and purpose, or per thing that it confirms.
  `CREATE UNIQUE INDEX uq_links_live ON auth.links (user_id, purpose, (coalesce(subject_id, user_id)))
    WHERE (spent_at IS NULL AND replaced_at IS NULL)`,
  'CREATE INDEX ix_links_expires ON auth.links (expires_at)',
  ...fenceByAccount('auth.links'),
];

/** Identities, passwords, sessions, mailed links, limits, signing keys and the tables of events. */
export class Foundation1764000000000 implements MigrationInterface {
  readonly name = 'Foundation1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [...keys, ...identities, ...limits, ...sessions, ...links, ...createEventTables('auth')];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['links', 'sessions', 'network_failures', 'password_guards', 'credentials', 'identities'];
    const drops = [...tables, 'signing_keys'].map((table) => `DROP TABLE auth.${table}`);
    for (const statement of [...dropEventTables('auth'), ...drops]) await runner.query(statement);
  }
}
