/** Names of the two tables of the kit in a schema of the subscriber. */
export function tableNames(schema: string): { inbox: string; letters: string } {
  return { inbox: `${schema}.subscriber_inbox`, letters: `${schema}.subscriber_dead_letters` };
}

/** Statements that create the tables of the kit where they are missing. */
export function createTables(schema: string): string[] {
  const { inbox, letters } = tableNames(schema);
  return [
    `CREATE TABLE IF NOT EXISTS ${inbox} (
      subscriber text NOT NULL,
      event_id uuid NOT NULL,
      account_id uuid NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      last_error text NULL,
      handled_at timestamptz NULL,
      gave_up boolean NOT NULL DEFAULT false,
      CONSTRAINT pk_subscriber_inbox PRIMARY KEY (subscriber, event_id)
    )`,
    `CREATE INDEX IF NOT EXISTS ix_subscriber_inbox_handled ON ${inbox} (handled_at)`,
    `CREATE TABLE IF NOT EXISTS ${letters} (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      subscriber text NOT NULL,
      event_id text NOT NULL,
      subject text NOT NULL,
      envelope jsonb NOT NULL,
      reason text NOT NULL,
      attempts integer NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      redriven_at timestamptz NULL,
      CONSTRAINT pk_subscriber_dead_letters PRIMARY KEY (id),
      CONSTRAINT uq_subscriber_dead_letters_event UNIQUE (subscriber, event_id)
    )`,
  ];
}
