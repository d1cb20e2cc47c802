import type { MigrationInterface, QueryRunner } from 'typeorm';

const kinds = (list: string) => [
  'ALTER TABLE notifications.mails DROP CONSTRAINT ck_mails_kind',
  `ALTER TABLE notifications.mails ADD CONSTRAINT ck_mails_kind CHECK (kind IN (${list}))`,
];

const before = [
  "'invitation', 'invitation_renewal_request', 'email_change', 'email_changed_notice', 'auto_bcc_confirmation'",
  "'password_reset', 'password_changed', 'new_sign_in', 'sign_up', 'sign_up_known', 'two_factor_reset'",
].join(', ');

/** Mails to those who guard API tokens of the account after somebody who left. */
export class TokenGuardianshipMails1764450000000 implements MigrationInterface {
  readonly name = 'TokenGuardianshipMails1764450000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of kinds(`${before}, 'token_guardianship'`)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM notifications.mails WHERE kind = 'token_guardianship'`);
    for (const statement of kinds(before)) await runner.query(statement);
  }
}
