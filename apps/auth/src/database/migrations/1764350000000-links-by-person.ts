import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each link that is issued asks for earlier ones of its person, live or not. */
export class LinksByPerson1764350000000 implements MigrationInterface {
  readonly name = 'LinksByPerson1764350000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX ix_links_person ON auth.links (user_id, purpose)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX auth.ix_links_person');
  }
}
