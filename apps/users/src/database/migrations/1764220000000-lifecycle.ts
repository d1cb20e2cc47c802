import type { MigrationInterface, QueryRunner } from 'typeorm';

const up = [
  `ALTER TABLE users.users
    ADD COLUMN suspended_until timestamptz NULL,
    ADD COLUMN suspension_reason text NULL,
    ADD COLUMN deleted_by uuid NULL,
    ADD COLUMN restored_at timestamptz NULL,
    ADD COLUMN erased_at timestamptz NULL,
    ADD COLUMN signed_out_at timestamptz NULL,
    ADD CONSTRAINT ck_users_suspension
      CHECK (suspended_at IS NOT NULL OR (suspended_until IS NULL AND suspension_reason IS NULL)),
    ADD CONSTRAINT ck_users_erased CHECK (erased_at IS NULL OR deleted_at IS NOT NULL)`,
  'CREATE INDEX ix_users_suspended_until ON users.users (suspended_until) WHERE (suspended_until IS NOT NULL)',
  'CREATE INDEX ix_users_deleted ON users.users (account_id, deleted_at, id) WHERE (deleted_at IS NOT NULL AND erased_at IS NULL)',
  'CREATE INDEX ix_users_to_erase ON users.users (deleted_at) WHERE (deleted_at IS NOT NULL AND erased_at IS NULL)',
  // Stored answers about somebody are found by account when the person is erased.
  'CREATE INDEX ix_idempotency_keys_account ON users.idempotency_keys (account_id)',
  // Whoever puts somebody on a team waits for a deletion of the person under way, and what comes after it goes again.
  `CREATE FUNCTION users.take_from_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM users.users u
        WHERE u.account_id = NEW.account_id AND u.id = NEW.user_id AND u.deleted_at IS NULL FOR SHARE;
      IF NOT FOUND THEN
        EXECUTE format('DELETE FROM %I.%I WHERE account_id = $1 AND user_id = $2', TG_TABLE_SCHEMA, TG_TABLE_NAME)
          USING NEW.account_id, NEW.user_id;
      END IF;
      RETURN NULL;
    END $$`,
  ...['team_members', 'mailbox_grants'].map(
    (table) => `CREATE TRIGGER tr_${table}_living AFTER INSERT ON users.${table}
      FOR EACH ROW EXECUTE FUNCTION users.take_from_deleted()`,
  ),
];

const columns = ['suspended_until', 'suspension_reason', 'deleted_by', 'restored_at', 'erased_at', 'signed_out_at'];
const down = [
  'DROP TRIGGER tr_team_members_living ON users.team_members',
  'DROP TRIGGER tr_mailbox_grants_living ON users.mailbox_grants',
  'DROP FUNCTION users.take_from_deleted()',
  'DROP INDEX users.ix_idempotency_keys_account',
  'ALTER TABLE users.users DROP CONSTRAINT ck_users_suspension, DROP CONSTRAINT ck_users_erased',
  'DROP INDEX users.ix_users_suspended_until, users.ix_users_deleted, users.ix_users_to_erase',
  `ALTER TABLE users.users ${columns.map((column) => `DROP COLUMN ${column}`).join(', ')}`,
];

/** When suspensions end by themselves, who was deleted by whom, restored and erased. */
export class Lifecycle1764220000000 implements MigrationInterface {
  readonly name = 'Lifecycle1764220000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
