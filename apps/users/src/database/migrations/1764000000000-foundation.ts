import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTables, dropEventTables } from '#events';
import { createIdempotencyTable, fenceByAccount } from '#postgres';

const accounts = [
  `CREATE TABLE users.accounts (
    id uuid NOT NULL,
    name text NOT NULL,
    plan text NOT NULL,
    timezone text NOT NULL,
    time_format text NOT NULL DEFAULT '24h',
    locale text NOT NULL DEFAULT 'en',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_accounts PRIMARY KEY (id),
    CONSTRAINT ck_accounts_plan CHECK (plan IN ('free', 'standard', 'plus', 'company'))
  )`,
  'ALTER TABLE users.accounts ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY accounts_account ON users.accounts USING (
    id = (select nullif(current_setting('app.account_id', true), '')::uuid)
    or (select current_setting('app.scope', true)) = 'system')`,
];

const users = [
  `CREATE TABLE users.users (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    number serial NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text NOT NULL,
    alternate_emails text[] NOT NULL DEFAULT '{}',
    role text NOT NULL,
    job_title text NULL,
    phone text NULL,
    timezone text NOT NULL,
    time_format text NOT NULL,
    locale text NOT NULL,
    mention text NOT NULL,
    sort_name text NOT NULL,
    search_text text NOT NULL,
    two_factor_enabled boolean NOT NULL DEFAULT false,
    invitation_version integer NOT NULL DEFAULT 0,
    invitation_sent_at timestamptz NULL,
    invitation_expires_at timestamptz NULL,
    invited_by uuid NULL,
    invitation_mail_status text NULL,
    invitation_mail_detail text NULL,
    invitation_mail_at timestamptz NULL,
    accepted_at timestamptz NULL,
    suspended_at timestamptz NULL,
    deleted_at timestamptz NULL,
    locked_at timestamptz NULL,
    credential_version bigint NOT NULL DEFAULT 0,
    last_sign_in_at timestamptz NULL,
    last_active_at timestamptz NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_account_id UNIQUE (account_id, id),
    CONSTRAINT uq_users_number UNIQUE (number),
    CONSTRAINT fk_users_account FOREIGN KEY (account_id) REFERENCES users.accounts (id),
    CONSTRAINT ck_users_role CHECK (role IN ('owner', 'administrator', 'user', 'light_user')),
    CONSTRAINT ck_users_mail_status
      CHECK (invitation_mail_status IN ('queued', 'accepted', 'bounced', 'suppressed'))
  )`,
  'CREATE UNIQUE INDEX uq_users_email ON users.users (email) WHERE (deleted_at IS NULL)',
  `CREATE UNIQUE INDEX uq_users_owner ON users.users (account_id) WHERE (role = 'owner' AND deleted_at IS NULL)`,
  'CREATE INDEX ix_users_name ON users.users (account_id, sort_name COLLATE "C", id) WHERE (deleted_at IS NULL)',
  'CREATE INDEX ix_users_created ON users.users (account_id, created_at, id) WHERE (deleted_at IS NULL)',
  `CREATE INDEX ix_users_last_active
    ON users.users (account_id, (coalesce(last_active_at, '-infinity'::timestamptz)), id) WHERE (deleted_at IS NULL)`,
  'CREATE INDEX ix_users_search ON users.users USING gin (search_text public.gin_trgm_ops) WHERE (deleted_at IS NULL)',
  ...fenceByAccount('users.users'),
  `CREATE TABLE users.mentions (
    account_id uuid NOT NULL,
    handle text NOT NULL,
    holder_id uuid NOT NULL,
    CONSTRAINT pk_mentions PRIMARY KEY (account_id, handle),
    CONSTRAINT uq_mentions_holder UNIQUE (account_id, holder_id),
    CONSTRAINT fk_mentions_account FOREIGN KEY (account_id) REFERENCES users.accounts (id)
  )`,
  ...fenceByAccount('users.mentions'),
];

const teams = [
  `CREATE TABLE users.teams (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    number serial NOT NULL,
    name text NOT NULL,
    mention text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT uq_teams_account_id UNIQUE (account_id, id),
    CONSTRAINT uq_teams_number UNIQUE (number),
    CONSTRAINT fk_teams_account FOREIGN KEY (account_id) REFERENCES users.accounts (id)
  )`,
  'CREATE INDEX ix_teams_name ON users.teams (account_id, name COLLATE "C", id)',
  ...fenceByAccount('users.teams'),
  `CREATE TABLE users.team_members (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    team_id uuid NOT NULL,
    CONSTRAINT pk_team_members PRIMARY KEY (user_id, team_id),
    CONSTRAINT fk_team_members_team FOREIGN KEY (account_id, team_id)
      REFERENCES users.teams (account_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_team_members_user FOREIGN KEY (account_id, user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_team_members_user ON users.team_members (account_id, user_id)',
  'CREATE INDEX ix_team_members_team ON users.team_members (account_id, team_id)',
  ...fenceByAccount('users.team_members'),
];

const mailboxes = [
  `CREATE TABLE users.mailboxes (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    number serial NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_mailboxes PRIMARY KEY (id),
    CONSTRAINT uq_mailboxes_account_id UNIQUE (account_id, id),
    CONSTRAINT uq_mailboxes_number UNIQUE (number),
    CONSTRAINT uq_mailboxes_email UNIQUE (account_id, email),
    CONSTRAINT fk_mailboxes_account FOREIGN KEY (account_id) REFERENCES users.accounts (id)
  )`,
  'CREATE INDEX ix_mailboxes_name ON users.mailboxes (account_id, name COLLATE "C", id)',
  ...fenceByAccount('users.mailboxes'),
  ...grants('mailbox_grants', { holder: 'user', holders: 'users' }),
  ...grants('team_mailbox_grants', { holder: 'team', holders: 'teams' }),
];

function grants(table: string, { holder, holders }: { holder: string; holders: string }): string[] {
  return [
    `CREATE TABLE users.${table} (
      account_id uuid NOT NULL,
      ${holder}_id uuid NOT NULL,
      mailbox_id uuid NOT NULL,
      CONSTRAINT pk_${table} PRIMARY KEY (${holder}_id, mailbox_id),
      CONSTRAINT fk_${table}_mailbox FOREIGN KEY (account_id, mailbox_id)
        REFERENCES users.mailboxes (account_id, id) ON DELETE CASCADE,
      CONSTRAINT fk_${table}_${holder} FOREIGN KEY (account_id, ${holder}_id)
        REFERENCES users.${holders} (account_id, id) ON DELETE CASCADE
    )`,
    `CREATE INDEX ix_${table}_${holder} ON users.${table} (account_id, ${holder}_id)`,
    `CREATE INDEX ix_${table}_mailbox ON users.${table} (account_id, mailbox_id)`,
    ...fenceByAccount(`users.${table}`),
  ];
}

export class Foundation1764000000000 implements MigrationInterface {
  readonly name = 'Foundation1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [...accounts, ...users, ...teams, ...mailboxes];
    const shared = [...createIdempotencyTable('users'), ...createEventTables('users')];
    for (const statement of [...statements, ...shared]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['idempotency_keys', 'team_mailbox_grants', 'mailbox_grants', 'mailboxes', 'team_members', 'teams'];
    const statements = [...tables, 'mentions', 'users', 'accounts'].map((table) => `DROP TABLE users.${table}`);
    for (const statement of [...dropEventTables('users'), ...statements]) await runner.query(statement);
  }
}
