import type { MigrationInterface, QueryRunner } from 'typeorm';

const before = "'invitation', 'invitation_renewal_request'";
const added = "'email_change', 'email_changed_notice', 'auto_bcc_confirmation'";

function checkKinds(kinds: string): string[] {
  return [
    'ALTER TABLE notifications.mails DROP CONSTRAINT ck_mails_kind',
    `ALTER TABLE notifications.mails ADD CONSTRAINT ck_mails_kind CHECK (kind IN (${kinds}))`,
  ];
}

/** Mails to an address that waits for confirmation; the address is asked for when the mail is sent. */
export class ConfirmationMails1764231000000 implements MigrationInterface {
  readonly name = 'ConfirmationMails1764231000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...checkKinds(`${before}, ${added}`),
      'ALTER TABLE notifications.mails ADD COLUMN subject_id uuid NULL',
      // A notice has no link that would make it unique.
      `CREATE UNIQUE INDEX uq_mails_subject ON notifications.mails (kind, subject_id, recipient_user_id)
        WHERE (link_id IS NULL)`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      'DROP INDEX notifications.uq_mails_subject',
      'ALTER TABLE notifications.mails DROP COLUMN subject_id',
      `DELETE FROM notifications.mails WHERE kind IN (${added})`,
      ...checkKinds(before),
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
