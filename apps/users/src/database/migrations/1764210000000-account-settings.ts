import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const statements = [
  `ALTER TABLE users.accounts
    ADD COLUMN require_two_factor text NOT NULL DEFAULT 'none',
    ADD COLUMN session_idle_days integer NOT NULL DEFAULT 14,
    ADD COLUMN session_max_days integer NOT NULL DEFAULT 60,
    ADD COLUMN allowed_ip_ranges text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT ck_accounts_require_two_factor CHECK (require_two_factor IN ('none', 'managers', 'everyone')),
    ADD CONSTRAINT ck_accounts_session_days CHECK (session_idle_days > 0 AND session_idle_days <= session_max_days)`,
  // The primary key lets an account have one open offer only.
  `CREATE TABLE users.ownership_transfers (
    account_id uuid NOT NULL,
    from_user_id uuid NOT NULL,
    to_user_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_ownership_transfers PRIMARY KEY (account_id),
    CONSTRAINT fk_ownership_transfers_from FOREIGN KEY (account_id, from_user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_ownership_transfers_to FOREIGN KEY (account_id, to_user_id)
      REFERENCES users.users (account_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_ownership_transfers_people CHECK (from_user_id <> to_user_id)
  )`,
  ...fenceByAccount('users.ownership_transfers'),
];

/** Settings of an account, and the offer of its ownership. */
export class AccountSettings1764210000000 implements MigrationInterface {
  readonly name = 'AccountSettings1764210000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE users.ownership_transfers');
    await runner.query(`ALTER TABLE users.accounts
      DROP CONSTRAINT ck_accounts_session_days, DROP CONSTRAINT ck_accounts_require_two_factor,
      DROP COLUMN allowed_ip_ranges, DROP COLUMN session_max_days, DROP COLUMN session_idle_days,
      DROP COLUMN require_two_factor`);
  }
}
