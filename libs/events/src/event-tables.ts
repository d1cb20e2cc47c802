import { fenceByAccount } from '#postgres';

/**
 * Statements for the migration of a service that publishes or consumes events. Outbox, inbox and dead letters are
 * fenced by account: rows are written in the scope of their account, and read by workers in system scope.
 * @param schema PostgreSQL schema of the service
 */
export function createEventTables(schema: string): string[] {
  return [...outbox(schema), ...inbox(schema), ...deadLetters(schema), ...streamState(schema)];
}

/** Undoes {@link createEventTables}. */
export function dropEventTables(schema: string): string[] {
  return ['stream_state', 'dead_letters', 'inbox', 'outbox'].map((table) => `DROP TABLE ${schema}.${table}`);
}

function outbox(schema: string): string[] {
  const table = `${schema}.outbox`;
  return [
    `CREATE TABLE ${table} (
      id uuid NOT NULL,
      account_id uuid NOT NULL,
      type text NOT NULL,
      aggregate_id uuid NOT NULL,
      aggregate_version bigint NOT NULL,
      envelope jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      confirmed_at timestamptz NULL,
      stream_identity text NULL,
      stream_sequence bigint NULL,
      CONSTRAINT pk_outbox PRIMARY KEY (id)
    )`,
    // Read by state, never by a position: a transaction that commits late is not skipped.
    `CREATE INDEX ix_outbox_pending ON ${table} (id) WHERE (confirmed_at IS NULL)`,
    `CREATE INDEX ix_outbox_stream_position ON ${table} (stream_identity, stream_sequence)`,
    ...fenceByAccount(table),
  ];
}

function inbox(schema: string): string[] {
  const table = `${schema}.inbox`;
  return [
    `CREATE TABLE ${table} (
      consumer text NOT NULL,
      event_id uuid NOT NULL,
      account_id uuid NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      last_error text NULL,
      handled_at timestamptz NULL,
      CONSTRAINT pk_inbox PRIMARY KEY (consumer, event_id)
    )`,
    ...fenceByAccount(table),
  ];
}

function deadLetters(schema: string): string[] {
  const table = `${schema}.dead_letters`;
  return [
    `CREATE TABLE ${table} (
      id uuid NOT NULL,
      consumer text NOT NULL,
      event_id text NOT NULL,
      account_id uuid NULL,
      subject text NOT NULL,
      envelope jsonb NOT NULL,
      reason text NOT NULL,
      attempts integer NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      redrive_requested_at timestamptz NULL,
      redriven_at timestamptz NULL,
      CONSTRAINT pk_dead_letters PRIMARY KEY (id),
      CONSTRAINT uq_dead_letters_event UNIQUE (consumer, event_id)
    )`,
    `CREATE INDEX ix_dead_letters_redrive ON ${table} (redrive_requested_at) WHERE (redriven_at IS NULL)`,
    ...fenceByAccount(table),
  ];
}

function streamState(schema: string): string[] {
  return [
    `CREATE TABLE ${schema}.stream_state (
      id smallint NOT NULL,
      identity text NOT NULL,
      last_sequence bigint NOT NULL,
      CONSTRAINT pk_stream_state PRIMARY KEY (id)
    )`,
  ];
}
