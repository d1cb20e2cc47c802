import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fenceByAccount } from '#postgres';

const statements = [
  `CREATE TABLE auth.event_origins (
    event_id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_event_origins PRIMARY KEY (event_id)
  )`,
  'CREATE INDEX ix_event_origins_user ON auth.event_origins (user_id)',
  'CREATE INDEX ix_event_origins_created ON auth.event_origins (created_at)',
  ...fenceByAccount('auth.event_origins'),
];

/** Where requests came from that events follow from: for the audit log, and never in an event. */
export class EventOrigins1764340000000 implements MigrationInterface {
  readonly name = 'EventOrigins1764340000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.event_origins');
  }
}
