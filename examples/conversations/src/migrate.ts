import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { schema } from './database.js';

/** Steps of the schema, append-only. */
const steps: readonly string[] = [
  `CREATE TABLE conversations (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject text NOT NULL,
    status text NOT NULL,
    assignee_id uuid NULL,
    tags text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT ck_conversations_status CHECK (status IN ('active', 'pending', 'closed'))
  );
  CREATE INDEX ix_conversations_assignee ON conversations (account_id, assignee_id, id);

  -- Who wrote something stays who wrote it, whatever becomes of them.
  CREATE TABLE threads (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    kind text NOT NULL,
    author_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_threads PRIMARY KEY (id),
    CONSTRAINT fk_threads_conversation FOREIGN KEY (conversation_id) REFERENCES conversations (id),
    CONSTRAINT ck_threads_kind CHECK (kind IN ('reply', 'note'))
  );
  CREATE INDEX ix_threads_conversation ON threads (conversation_id, created_at);

  -- Every change of an assignee, with the event that caused it: an event moves a conversation once.
  CREATE TABLE assignments_log (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NULL,
    reason text NOT NULL,
    event_id uuid NULL,
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_assignments_log PRIMARY KEY (id),
    CONSTRAINT uq_assignments_log_event UNIQUE (conversation_id, event_id)
  );

  -- What events have told of people. Who is not in it is taken to be here and assignable.
  CREATE TABLE people (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NULL,
    role_version bigint NOT NULL DEFAULT 0,
    gone boolean NOT NULL DEFAULT false,
    successor_id uuid NULL,
    gone_version bigint NOT NULL DEFAULT 0,
    CONSTRAINT pk_people PRIMARY KEY (account_id, user_id)
  );`,
];

/** As an administrator: the role of the service, and the schema that belongs to it. */
async function provision(adminUrl: string, databaseUrl: string): Promise<void> {
  const { username, password } = new URL(databaseUrl);
  const role = escapeIdentifier(decodeURIComponent(username));
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`SELECT pg_advisory_lock(hashtext('conversations migrations'))`);
    await admin.query(`
      DO $$ BEGIN
        CREATE ROLE ${role} LOGIN;
      EXCEPTION WHEN duplicate_object THEN NULL;
      END $$;
      ALTER ROLE ${role} WITH LOGIN PASSWORD ${escapeLiteral(decodeURIComponent(password))};
      CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${role};`);
  } finally {
    await admin.end();
  }
}

async function applyPending(client: Client): Promise<number> {
  await client.query('BEGIN');
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('conversations migrations'))`);
  await client.query('CREATE TABLE IF NOT EXISTS migrations (step integer NOT NULL PRIMARY KEY)');
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM migrations');
  const done = rows[0]?.count ?? 0;
  for (const [index, step] of steps.entries()) {
    if (index < done) continue;
    await client.query(step);
    await client.query('INSERT INTO migrations (step) VALUES ($1)', [index + 1]);
  }
  await client.query('COMMIT');
  return steps.length - done;
}

/**
 * Brings the schema up to date; safe to run from several places at once.
 * @param adminUrl creates the role and the schema first; without it they must be there
 * @returns how many steps were applied
 */
export async function migrate(databaseUrl: string, adminUrl?: string): Promise<number> {
  if (adminUrl !== undefined) await provision(adminUrl, databaseUrl);
  const client = new Client({ connectionString: databaseUrl, options: `-c search_path=${schema}` });
  await client.connect();
  try {
    return await applyPending(client);
  } finally {
    await client.end();
  }
}
