import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const statements = [
  // Null follows the role.
  'ALTER TABLE users.users ADD COLUMN permissions text[] NULL',
  `CREATE TABLE users.role_permissions (
    account_id uuid NOT NULL,
    role text NOT NULL,
    permissions text[] NOT NULL,
    CONSTRAINT pk_role_permissions PRIMARY KEY (account_id, role),
    CONSTRAINT fk_role_permissions_account FOREIGN KEY (account_id) REFERENCES users.accounts (id),
    CONSTRAINT ck_role_permissions_role CHECK (role IN ('administrator', 'user', 'light_user'))
  )`,
  ...fenceByAccount('users.role_permissions'),
  `CREATE TABLE users.audit_entries (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    at timestamptz NOT NULL,
    action text NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid NULL,
    target_kind text NOT NULL,
    target_id uuid NULL,
    ip text NULL,
    user_agent text NULL,
    request_id text NULL,
    change jsonb NOT NULL DEFAULT '{}',
    personal_change jsonb NULL,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id),
    CONSTRAINT ck_audit_entries_actor CHECK (actor_kind IN ('user', 'service', 'operator'))
  )`,
  'CREATE INDEX ix_audit_entries_account ON users.audit_entries (account_id, id)',
  'CREATE INDEX ix_audit_entries_actor ON users.audit_entries (account_id, actor_id, id)',
  'CREATE INDEX ix_audit_entries_target ON users.audit_entries (account_id, target_id, id)',
  ...fenceByAccount('users.audit_entries'),
  // An entry stays as it was written. Only what is personal can be taken out, which erasing a person needs.
  `CREATE FUNCTION users.keep_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.personal_change IS NULL AND NEW.ip IS NULL AND NEW.user_agent IS NULL
        AND (to_jsonb(NEW) - '{personal_change,ip,user_agent}'::text[])
          = (to_jsonb(OLD) - '{personal_change,ip,user_agent}'::text[]) THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'audit entries are not changed' USING ERRCODE = '42501';
    END $$`,
  `CREATE TRIGGER tr_audit_entries_keep BEFORE UPDATE OR DELETE ON users.audit_entries
    FOR EACH ROW EXECUTE FUNCTION users.keep_audit_entry()`,
];

/** Permissions that differ from the defaults, and the log of what was changed by whom. */
export class PermissionsAndAudit1764100000000 implements MigrationInterface {
  readonly name = 'PermissionsAndAudit1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE users.audit_entries');
    await runner.query('DROP FUNCTION users.keep_audit_entry()');
    await runner.query('DROP TABLE users.role_permissions');
    await runner.query('ALTER TABLE users.users DROP COLUMN permissions');
  }
}
