import type { MigrationInterface, QueryRunner } from 'typeorm';

const account = `(SELECT nullif(current_setting('app.account_id', true), '')::uuid)`;
const searched = (first: string) => `CREATE INDEX ix_users_search_next ON users.users
    USING gin (${first}, (' ' || search_text) public.gin_trgm_ops)`;
const listed = 'WHERE (deleted_at IS NULL)';

const signature = `CREATE OR REPLACE FUNCTION users.addresses_in_use(addresses text[]) RETURNS SETOF text`;
const addressesInUse = {
  // Planned at each call: a connection would keep the plan that it made for a few people, and go through all of them.
  planned: `${signature} LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = users, pg_temp AS $$ BEGIN
    RETURN QUERY EXECUTE 'SELECT u.email FROM users.users u WHERE u.email = ANY ($1) AND u.deleted_at IS NULL'
      USING addresses;
    END $$`,
  before: `${signature} LANGUAGE sql STABLE SECURITY DEFINER SET search_path = users, pg_temp
    AS 'SELECT u.email FROM users.users u WHERE u.email = ANY (addresses) AND u.deleted_at IS NULL'`,
};

/** Last, because nobody can read people while an index of theirs goes; while one is made they can. */
async function replaceSearch(runner: QueryRunner): Promise<void> {
  await runner.query('DROP INDEX users.ix_users_search');
  await runner.query('ALTER INDEX users.ix_users_search_next RENAME TO ix_users_search');
}

/** Lets lists be prepared once: with one way to search, and the members of a place from its index alone. */
export class SearchAndMembers1764320000000 implements MigrationInterface {
  readonly name = 'SearchAndMembers1764320000000';

  async up(runner: QueryRunner): Promise<void> {
    // The account is in it as text, as no other index has it: a prepared search takes every account for a small one, and
    // would read all people of a large one by the index of the names. What was added since the last clean-up is read by
    // every search, so it is kept short.
    await runner.query(`${searched('(account_id::text)')} WITH (gin_pending_list_limit = 512) ${listed}`);
    await runner.query(
      `CREATE VIEW users.users_by_id_or_search AS SELECT * FROM users.users WHERE account_id::text = ${account}::text
        WITH LOCAL CHECK OPTION`,
    );
    await runner.query('DROP INDEX users.ix_mailbox_grants_mailbox');
    await runner.query(
      'CREATE INDEX ix_mailbox_grants_mailbox ON users.mailbox_grants (account_id, mailbox_id, user_id)',
    );
    await runner.query('DROP INDEX users.ix_team_members_team');
    await runner.query('CREATE INDEX ix_team_members_team ON users.team_members (account_id, team_id, user_id)');
    // Their primary keys begin with the user.
    await runner.query('DROP INDEX users.ix_mailbox_grants_user');
    await runner.query('DROP INDEX users.ix_team_members_user');
    await runner.query(addressesInUse.planned);
    await replaceSearch(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(addressesInUse.before);
    await runner.query('CREATE INDEX ix_team_members_user ON users.team_members (account_id, user_id)');
    await runner.query('CREATE INDEX ix_mailbox_grants_user ON users.mailbox_grants (account_id, user_id)');
    await runner.query('DROP INDEX users.ix_team_members_team');
    await runner.query('CREATE INDEX ix_team_members_team ON users.team_members (account_id, team_id)');
    await runner.query('DROP INDEX users.ix_mailbox_grants_mailbox');
    await runner.query('CREATE INDEX ix_mailbox_grants_mailbox ON users.mailbox_grants (account_id, mailbox_id)');
    await runner.query('DROP VIEW users.users_by_id_or_search');
    await runner.query(`${searched('account_id')} ${listed}`);
    await replaceSearch(runner);
  }
}
