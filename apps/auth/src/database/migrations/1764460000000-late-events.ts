import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const statements = [
  'ALTER TABLE auth.links ADD COLUMN user_version bigint NULL',
  // Not bound to an identity: the event that ends may come before the one that tells of the person.
  `CREATE TABLE auth.link_endings (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_version bigint NOT NULL,
    CONSTRAINT pk_link_endings PRIMARY KEY (user_id)
  )`,
  ...fenceByAccount('auth.link_endings'),
];

/** What late events need to know: from which version of the user a link is, and up to which one links have ended. */
export class LateEvents1764460000000 implements MigrationInterface {
  readonly name = 'LateEvents1764460000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.link_endings');
    await runner.query('ALTER TABLE auth.links DROP COLUMN user_version');
  }
}
