import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTables, dropEventTables } from '#events';
import { fenceByAccount } from '#postgres';

const tables = [
  `CREATE TABLE notifications.mails (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    user_id uuid NOT NULL,
    recipient_user_id uuid NOT NULL,
    invited_by uuid NULL,
    link_id uuid NULL,
    invitation_version integer NULL,
    message_id text NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    address_digest bytea NULL,
    detail text NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz NULL,
    CONSTRAINT pk_mails PRIMARY KEY (id),
    CONSTRAINT uq_mails_occasion UNIQUE (kind, link_id, recipient_user_id),
    CONSTRAINT ck_mails_kind CHECK (kind IN ('invitation', 'invitation_renewal_request')),
    CONSTRAINT ck_mails_status CHECK (status IN ('queued', 'accepted', 'bounced', 'suppressed'))
  )`,
  `CREATE INDEX ix_mails_due ON notifications.mails (next_attempt_at) WHERE (status = 'queued')`,
  `CREATE INDEX ix_mails_recipient ON notifications.mails (address_digest, finished_at) WHERE (status = 'accepted')`,
  'CREATE INDEX ix_mails_finished ON notifications.mails (finished_at) WHERE (finished_at IS NOT NULL)',
  ...fenceByAccount('notifications.mails'),
  // Not bound to an account: an address that must not be mailed must not be mailed by anybody.
  `CREATE TABLE notifications.suppressions (
    address_digest bytea NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_suppressions PRIMARY KEY (address_digest)
  )`,
];

/** Mail queue, suppressions and the tables of events. */
export class Foundation1764000000000 implements MigrationInterface {
  readonly name = 'Foundation1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...createEventTables('notifications')]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const drops = ['DROP TABLE notifications.suppressions', 'DROP TABLE notifications.mails'];
    for (const statement of [...dropEventTables('notifications'), ...drops]) await runner.query(statement);
  }
}
