import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const photos = [
  `CREATE TABLE users.photos (
    id text NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NULL,
    team_id uuid NULL,
    small bytea NOT NULL,
    large bytea NOT NULL,
    digest text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_photos PRIMARY KEY (id),
    CONSTRAINT uq_photos_user UNIQUE (account_id, user_id),
    CONSTRAINT uq_photos_team UNIQUE (account_id, team_id),
    CONSTRAINT fk_photos_user FOREIGN KEY (account_id, user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_photos_team FOREIGN KEY (account_id, team_id)
      REFERENCES users.teams (account_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_photos_holder CHECK (num_nonnulls(user_id, team_id) = 1)
  )`,
  ...fenceByAccount('users.photos'),
  // The name of the photo beside the person, so that a list needs no further read.
  'ALTER TABLE users.users ADD COLUMN photo_id text NULL',
  'ALTER TABLE users.teams ADD COLUMN photo_id text NULL',
];

const confirmations = [
  `CREATE TABLE users.email_changes (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    old_email text NOT NULL,
    new_email text NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    confirmed_at timestamptz NULL,
    cancelled_at timestamptz NULL,
    CONSTRAINT pk_email_changes PRIMARY KEY (id),
    CONSTRAINT fk_email_changes_user FOREIGN KEY (account_id, user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE
  )`,
  `CREATE UNIQUE INDEX uq_email_changes_open ON users.email_changes (account_id, user_id)
    WHERE (confirmed_at IS NULL AND cancelled_at IS NULL)`,
  ...fenceByAccount('users.email_changes'),
  `CREATE TABLE users.auto_bcc_addresses (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    address text NOT NULL,
    position integer NOT NULL,
    expires_at timestamptz NOT NULL,
    confirmed_at timestamptz NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_auto_bcc_addresses PRIMARY KEY (id),
    CONSTRAINT uq_auto_bcc_addresses_address UNIQUE (account_id, user_id, address),
    CONSTRAINT fk_auto_bcc_addresses_user FOREIGN KEY (account_id, user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE
  )`,
  ...fenceByAccount('users.auto_bcc_addresses'),
  `CREATE TABLE users.confirmation_requests (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    address_digest bytea NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_confirmation_requests PRIMARY KEY (id),
    CONSTRAINT fk_confirmation_requests_user FOREIGN KEY (account_id, user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_confirmation_requests_user ON users.confirmation_requests (account_id, user_id, requested_at)',
  `CREATE INDEX ix_confirmation_requests_address
    ON users.confirmation_requests (account_id, address_digest, requested_at)`,
  ...fenceByAccount('users.confirmation_requests'),
];

const choices = [
  `CREATE TABLE users.notification_choices (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    personal jsonb NOT NULL DEFAULT '{}',
    teams jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT pk_notification_choices PRIMARY KEY (account_id, user_id),
    CONSTRAINT fk_notification_choices_user FOREIGN KEY (account_id, user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE
  )`,
  ...fenceByAccount('users.notification_choices'),
];

/** Photos, addresses that wait for confirmation, and what people chose to be notified of. */
export class Profile1764230000000 implements MigrationInterface {
  readonly name = 'Profile1764230000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...photos, ...confirmations, ...choices]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['notification_choices', 'confirmation_requests', 'auto_bcc_addresses', 'email_changes', 'photos'];
    for (const table of tables) await runner.query(`DROP TABLE users.${table}`);
    await runner.query('ALTER TABLE users.teams DROP COLUMN photo_id');
    await runner.query('ALTER TABLE users.users DROP COLUMN photo_id');
  }
}
