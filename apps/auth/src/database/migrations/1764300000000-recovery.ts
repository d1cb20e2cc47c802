import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIdempotencyTable, fenceByAccount } from '#postgres';

const security = [
  `CREATE TABLE auth.account_security (
    account_id uuid NOT NULL,
    version bigint NOT NULL,
    require_two_factor text NOT NULL,
    session_idle_days integer NOT NULL,
    session_max_days integer NOT NULL,
    allowed_ip_ranges text[] NOT NULL,
    CONSTRAINT pk_account_security PRIMARY KEY (account_id),
    CONSTRAINT ck_account_security_two_factor CHECK (require_two_factor IN ('none', 'managers', 'everyone'))
  )`,
  ...fenceByAccount('auth.account_security'),
];

const places = [
  `CREATE TABLE auth.sign_in_places (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    browser text NOT NULL,
    os text NOT NULL,
    country text NOT NULL,
    seen_before timestamptz NULL,
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_sign_in_places PRIMARY KEY (user_id, browser, os, country)
  )`,
  'CREATE INDEX ix_sign_in_places_seen ON auth.sign_in_places (last_seen_at)',
  ...fenceByAccount('auth.sign_in_places'),
];

const requests = [
  // Not bound to an account: the address may belong to nobody. Removed once decided.
  `CREATE TABLE auth.mail_requests (
    id uuid NOT NULL,
    kind text NOT NULL,
    email text NOT NULL,
    subject_id uuid NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_mail_requests PRIMARY KEY (id),
    CONSTRAINT ck_mail_requests_kind CHECK (kind IN ('password_reset', 'sign_up'))
  )`,
  'CREATE INDEX ix_mail_requests_due ON auth.mail_requests (next_attempt_at)',
  // Not bound to an account: the cap is of the recipient, whatever account a mail is about.
  `CREATE TABLE auth.recipient_mails (
    address_digest bytea NOT NULL,
    mails integer NOT NULL,
    window_start timestamptz NOT NULL,
    CONSTRAINT pk_recipient_mails PRIMARY KEY (address_digest)
  )`,
  'CREATE INDEX ix_recipient_mails_window ON auth.recipient_mails (window_start)',
];

const signUps = [
  // The ids of account and owner are chosen before either exists, so that founding can be repeated.
  `CREATE TABLE auth.sign_ups (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    account_name text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text NOT NULL,
    timezone text NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_sign_ups PRIMARY KEY (id)
  )`,
  'CREATE INDEX ix_sign_ups_expires ON auth.sign_ups (expires_at)',
  ...fenceByAccount('auth.sign_ups'),
];

/** Security settings of accounts, known devices, requests for mails, sign-ups, and keys of repeated commands. */
export class Recovery1764300000000 implements MigrationInterface {
  readonly name = 'Recovery1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [...security, ...places, ...requests, ...signUps, ...createIdempotencyTable('auth')];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['idempotency_keys', 'sign_ups', 'recipient_mails', 'mail_requests', 'sign_in_places'];
    for (const table of [...tables, 'account_security']) await runner.query(`DROP TABLE auth.${table}`);
  }
}
