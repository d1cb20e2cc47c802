import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Remembers which invitation was revoked last, for showing it and for refusing an acceptance that was under way. Neither
 * column is in the views of lists: what lists show is read from the table.
 */
export class RevokedInvitations1764410000000 implements MigrationInterface {
  readonly name = 'RevokedInvitations1764410000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE users.users ADD COLUMN revoked_invitation_version integer NOT NULL DEFAULT 0,
         ADD COLUMN revoked_invitation_sent_at timestamptz NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE users.users DROP COLUMN revoked_invitation_sent_at, DROP COLUMN revoked_invitation_version',
    );
  }
}
