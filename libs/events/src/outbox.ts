import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { v7 as uuidv7 } from 'uuid';
import type { CloudEvent, EventType } from '#contracts';
import { currentContext, currentTraceparent } from '#observability';
import { Database } from '#postgres';

/** A fact to publish: which thing, in which version, and what happened to it. */
export interface Fact<E extends EventType> {
  accountId: string;
  aggregateId: string;
  /** Version of the aggregate after the change; it grows with every event of the aggregate. */
  aggregateVersion: number;
  data: z.input<E['data']>;
}

/** Called in the transaction of events that were appended, for what a service keeps beside them. */
export type AppendListener = (events: readonly CloudEvent[]) => void;

function envelopeOf(type: EventType, fact: Fact<EventType>): CloudEvent {
  const traceparent = currentTraceparent();
  const context = currentContext();
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: `/muster/${type.source}`,
    type: type.type,
    subject: fact.aggregateId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:muster:event:${type.type}:v${type.version}`,
    accountid: fact.accountId,
    sequence: fact.aggregateVersion,
    actorid: context?.caller?.sub ?? null,
    ...(traceparent === undefined ? {} : { traceparent }),
    // Without an origin the id is only that of the work under way: nobody's request.
    ...(context?.origin === undefined ? {} : { requestid: context.requestId }),
    data: type.data.parse(fact.data),
  };
}

/** Where a service writes its events: a row in the transaction of the change, published after it committed. */
@Injectable()
export class Outbox {
  private publish: (events: readonly CloudEvent[]) => void = () => {};
  private listener: AppendListener | undefined;

  constructor(private readonly database: Database) {}

  /** Called after each commit that appended something, with what it appended. */
  onAppend(publish: (events: readonly CloudEvent[]) => void): void {
    this.publish = publish;
  }

  /** Writes something beside events, in their transaction. */
  besides(listener: AppendListener): void {
    this.listener = listener;
  }

  /**
   * Writes an event in the current transaction.
   * @returns the id of the event
   * @throws Error outside a transaction, or when the data does not fit the declared schema
   */
  async append<E extends EventType>(type: E, fact: Fact<E>): Promise<string> {
    const envelope = envelopeOf(type, fact);
    this.database.post(
      `INSERT INTO outbox (id, account_id, type, aggregate_id, aggregate_version, envelope)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [envelope.id, fact.accountId, type.type, fact.aggregateId, fact.aggregateVersion, JSON.stringify(envelope)],
      'outbox-append',
    );
    this.listener?.([envelope]);
    this.database.afterCommit(() => this.publish([envelope]));
    return envelope.id;
  }

  /** As {@link append} for many facts of one type, in one statement. */
  async appendAll<E extends EventType>(type: E, facts: readonly Fact<E>[]): Promise<void> {
    if (facts.length === 0) return;
    const rows = facts.map((fact) => envelopeOf(type, fact));
    this.database.post(
      `INSERT INTO outbox (id, account_id, type, aggregate_id, aggregate_version, envelope)
       SELECT (e->>'id')::uuid, (e->>'accountid')::uuid, e->>'type', (e->>'subject')::uuid, (e->>'sequence')::bigint, e
       FROM jsonb_array_elements($1::jsonb) AS e`,
      [JSON.stringify(rows)],
      'outbox-append-all',
    );
    this.listener?.(rows);
    this.database.afterCommit(() => this.publish(rows));
  }
}
