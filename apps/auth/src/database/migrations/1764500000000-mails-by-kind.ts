import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails to an address are counted by kind, so that what strangers use up of one keeps nobody from another. */
export class MailsByKind1764500000000 implements MigrationInterface {
  readonly name = 'MailsByKind1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    // The default is for copies of the service that know no kinds yet.
    await runner.query(`ALTER TABLE auth.recipient_mails ADD COLUMN kind text NOT NULL DEFAULT 'password_reset',
      ADD CONSTRAINT ck_recipient_mails_kind CHECK (kind IN ('password_reset', 'sent_reset', 'sign_up')),
      DROP CONSTRAINT pk_recipient_mails, ADD CONSTRAINT pk_recipient_mails PRIMARY KEY (address_digest, kind)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM auth.recipient_mails WHERE kind <> 'password_reset'`);
    await runner.query(`ALTER TABLE auth.recipient_mails DROP CONSTRAINT pk_recipient_mails, DROP COLUMN kind,
      ADD CONSTRAINT pk_recipient_mails PRIMARY KEY (address_digest)`);
  }
}
