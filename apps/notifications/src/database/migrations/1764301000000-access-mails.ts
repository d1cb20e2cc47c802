import type { MigrationInterface, QueryRunner } from 'typeorm';

const before =
  "'invitation', 'invitation_renewal_request', 'email_change', 'email_changed_notice', 'auto_bcc_confirmation'";
const added = "'password_reset', 'password_changed', 'new_sign_in', 'sign_up', 'sign_up_known'";

function checkKinds(kinds: string): string[] {
  return [
    'ALTER TABLE notifications.mails DROP CONSTRAINT ck_mails_kind',
    `ALTER TABLE notifications.mails ADD CONSTRAINT ck_mails_kind CHECK (kind IN (${kinds}))`,
  ];
}

/** Mails about passwords, sign-ins and sign-ups. Those without a link are told apart by what they are about. */
export class AccessMails1764301000000 implements MigrationInterface {
  readonly name = 'AccessMails1764301000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...checkKinds(`${before}, ${added}`),
      'ALTER TABLE notifications.mails ADD COLUMN IF NOT EXISTS subject_id uuid NULL',
      `CREATE UNIQUE INDEX IF NOT EXISTS uq_mails_subject ON notifications.mails (kind, subject_id, recipient_user_id)
        WHERE (link_id IS NULL)`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM notifications.mails WHERE kind IN (${added})`);
    for (const statement of checkKinds(before)) await runner.query(statement);
  }
}
