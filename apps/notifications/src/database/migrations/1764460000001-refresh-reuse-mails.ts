import type { MigrationInterface, QueryRunner } from 'typeorm';

const kinds = (list: string) => [
  'ALTER TABLE notifications.mails DROP CONSTRAINT ck_mails_kind',
  `ALTER TABLE notifications.mails ADD CONSTRAINT ck_mails_kind CHECK (kind IN (${list}))`,
];

const before = [
  "'invitation', 'invitation_renewal_request', 'email_change', 'email_changed_notice', 'auto_bcc_confirmation'",
  "'password_reset', 'password_changed', 'new_sign_in', 'sign_up', 'sign_up_known', 'two_factor_reset', 'token_guardianship'",
].join(', ');

/** Mails about sign-ins that ended because a refresh token was used again. */
export class RefreshReuseMails1764460000001 implements MigrationInterface {
  readonly name = 'RefreshReuseMails1764460000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of kinds(`${before}, 'refresh_reuse'`)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM notifications.mails WHERE kind = 'refresh_reuse'`);
    for (const statement of kinds(before)) await runner.query(statement);
  }
}
