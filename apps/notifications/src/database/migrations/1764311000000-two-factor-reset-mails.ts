import type { MigrationInterface, QueryRunner } from 'typeorm';

const kinds = (list: string) => [
  'ALTER TABLE notifications.mails DROP CONSTRAINT ck_mails_kind',
  `ALTER TABLE notifications.mails ADD CONSTRAINT ck_mails_kind CHECK (kind IN (${list}))`,
];

const before = [
  "'invitation', 'invitation_renewal_request', 'email_change', 'email_changed_notice', 'auto_bcc_confirmation'",
  "'password_reset', 'password_changed', 'new_sign_in', 'sign_up', 'sign_up_known'",
].join(', ');

/** Mails about second factors that somebody else has removed. */
export class TwoFactorResetMails1764311000000 implements MigrationInterface {
  readonly name = 'TwoFactorResetMails1764311000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = kinds(`${before}, 'two_factor_reset'`);
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM notifications.mails WHERE kind = 'two_factor_reset'`);
    for (const statement of kinds(before)) await runner.query(statement);
  }
}
