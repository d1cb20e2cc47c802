import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const listed = 'WHERE (deleted_at IS NULL)';
const byName = 'sort_name COLLATE "C", id';
/** The part of the state that does not move with the time; `stageSql` of user-columns.ts says the same. */
const stage = `(CASE WHEN suspended_at IS NOT NULL THEN 'suspended' WHEN accepted_at IS NOT NULL THEN 'active'
  WHEN invitation_sent_at IS NULL THEN 'not_invited' ELSE 'invited' END)`;
const pending = 'deleted_at IS NULL AND suspended_at IS NULL AND accepted_at IS NULL';

const search = [
  'CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public',
  'DROP INDEX users.ix_users_search',
  // With the account in front of the trigrams the people of other accounts cost nothing. The leading blank makes
  // every word begin after one, so that `LIKE '% ad%'` finds beginnings of words by the same index.
  `CREATE INDEX ix_users_search ON users.users
    USING gin (account_id, (' ' || search_text) public.gin_trgm_ops) ${listed}`,
  // LIKE is not leakproof, so behind row-level security no index may serve it. A view without the barrier is read with
  // the rights of its owner: its own condition fences by account instead. A migration that adds a column to `users`
  // which lists filter by has to replace it.
  `CREATE VIEW users.users_of_account AS SELECT * FROM users.users
    WHERE account_id = (SELECT nullif(current_setting('app.account_id', true), '')::uuid)
    WITH LOCAL CHECK OPTION`,
  // For who must know whether an address is in use anywhere, though other accounts are behind the fence. It tells no
  // more than creating a user with that address would.
  `CREATE FUNCTION users.addresses_in_use(addresses text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = users, pg_temp
    AS 'SELECT u.email FROM users.users u WHERE u.email = ANY (addresses) AND u.deleted_at IS NULL'`,
];

const filters = [
  // Who is walked by in a search is judged from the index alone.
  'DROP INDEX users.ix_users_name',
  `CREATE INDEX ix_users_name ON users.users (account_id, ${byName}) INCLUDE (search_text) ${listed}`,
  `CREATE INDEX ix_users_role ON users.users (account_id, role, ${byName}) ${listed}`,
  `CREATE INDEX ix_users_stage ON users.users (account_id, ${stage}, ${byName}) ${listed}`,
  `CREATE INDEX ix_users_two_factor ON users.users (account_id, two_factor_enabled, ${byName}) ${listed}`,
  `CREATE INDEX ix_users_invitation_expires ON users.users (account_id, invitation_expires_at)
    WHERE (${pending} AND invitation_sent_at IS NOT NULL)`,
  `CREATE INDEX ix_users_bounced ON users.users (account_id, ${byName})
    WHERE (${pending} AND invitation_sent_at IS NOT NULL AND invitation_mail_status = 'bounced')`,
  `CREATE INDEX ix_users_locked ON users.users (account_id, ${byName})
    WHERE (deleted_at IS NULL AND locked_at IS NOT NULL)`,
  `CREATE INDEX ix_users_last_seen ON users.users (account_id, (coalesce(last_sign_in_at, accepted_at)))
    WHERE (deleted_at IS NULL AND suspended_at IS NULL AND accepted_at IS NOT NULL)`,
];

const auditIndexes = [
  ['ix_audit_entries_account', ''],
  ['ix_audit_entries_actor', 'actor_id, '],
  ['ix_audit_entries_target', 'target_id, '],
] as const;

const audit = [
  // By the time that is shown: entries of events arrive late.
  ...auditIndexes.flatMap(([name, column]) => [
    `DROP INDEX users.${name}`,
    `CREATE INDEX ${name} ON users.audit_entries (account_id, ${column}at, id)`,
  ]),
  'CREATE INDEX ix_audit_entries_action ON users.audit_entries (account_id, action, at, id)',
];

const imports = [
  `CREATE TABLE users.user_imports (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    created_by uuid NOT NULL,
    session_id uuid NOT NULL,
    ip text NULL,
    user_agent text NULL,
    request_id text NULL,
    dry_run boolean NOT NULL,
    format text NOT NULL,
    sha256 text NULL,
    total integer NULL,
    done integer NOT NULL DEFAULT 0,
    created integer NOT NULL DEFAULT 0,
    ignored_columns text[] NOT NULL DEFAULT '{}',
    failure_code text NULL,
    failure_detail text NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    received_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz NULL,
    cancelled_at timestamptz NULL,
    finished_at timestamptz NULL,
    CONSTRAINT pk_user_imports PRIMARY KEY (id),
    CONSTRAINT uq_user_imports_account_id UNIQUE (account_id, id),
    CONSTRAINT fk_user_imports_account FOREIGN KEY (account_id) REFERENCES users.accounts (id),
    CONSTRAINT ck_user_imports_format CHECK (format IN ('csv', 'json'))
  )`,
  // One at a time: the row itself is the lock.
  'CREATE UNIQUE INDEX uq_user_imports_running ON users.user_imports (account_id) WHERE (finished_at IS NULL)',
  'CREATE INDEX ix_user_imports_work ON users.user_imports (started_at) WHERE (finished_at IS NULL)',
  'CREATE INDEX ix_user_imports_created ON users.user_imports (account_id, created_at, id)',
  ...fenceByAccount('users.user_imports'),
  `CREATE TABLE users.user_import_pieces (
    account_id uuid NOT NULL,
    import_id uuid NOT NULL,
    position integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT pk_user_import_pieces PRIMARY KEY (import_id, position),
    CONSTRAINT fk_user_import_pieces_import FOREIGN KEY (account_id, import_id)
      REFERENCES users.user_imports (account_id, id) ON DELETE CASCADE
  )`,
  ...fenceByAccount('users.user_import_pieces'),
  `CREATE TABLE users.user_import_rows (
    account_id uuid NOT NULL,
    import_id uuid NOT NULL,
    number integer NOT NULL,
    email text NULL,
    data jsonb NULL,
    outcome text NULL,
    user_id uuid NULL,
    errors jsonb NULL,
    CONSTRAINT pk_user_import_rows PRIMARY KEY (import_id, number),
    CONSTRAINT fk_user_import_rows_import FOREIGN KEY (account_id, import_id)
      REFERENCES users.user_imports (account_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_user_import_rows_outcome
      CHECK (outcome IN ('created', 'would_create', 'invalid', 'email_taken', 'duplicate_in_file'))
  )`,
  'CREATE INDEX ix_user_import_rows_open ON users.user_import_rows (import_id, number) WHERE (outcome IS NULL)',
  'CREATE INDEX ix_user_import_rows_outcome ON users.user_import_rows (import_id, outcome, number)',
  ...fenceByAccount('users.user_import_rows'),
];

/** Lists that cost the same in small and in large accounts, the audit log to be read, and imports. */
export class ListsAndImports1764240000000 implements MigrationInterface {
  readonly name = 'ListsAndImports1764240000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...search, ...filters, ...audit, ...imports]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['user_import_rows', 'user_import_pieces', 'user_imports'];
    for (const table of tables) await runner.query(`DROP TABLE users.${table}`);
    for (const [name, column] of auditIndexes) {
      await runner.query(`DROP INDEX users.${name}`);
      await runner.query(`CREATE INDEX ${name} ON users.audit_entries (account_id, ${column}id)`);
    }
    await runner.query('DROP INDEX users.ix_audit_entries_action');
    const added = ['role', 'stage', 'two_factor', 'invitation_expires', 'bounced', 'locked', 'last_seen'];
    for (const name of added) await runner.query(`DROP INDEX users.ix_users_${name}`);
    await runner.query('DROP INDEX users.ix_users_name');
    await runner.query(`CREATE INDEX ix_users_name ON users.users (account_id, ${byName}) ${listed}`);
    await runner.query('DROP FUNCTION users.addresses_in_use(text[])');
    await runner.query('DROP VIEW users.users_of_account');
    await runner.query('DROP INDEX users.ix_users_search');
    await runner.query(
      'CREATE INDEX ix_users_search ON users.users USING gin (search_text public.gin_trgm_ops) WHERE (deleted_at IS NULL)',
    );
  }
}
