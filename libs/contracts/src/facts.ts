import { z } from 'zod';
import type { ServiceName } from './calls.js';
import { IsoTime, Uuid } from './primitives.js';

/**
 * One event type: a fact in the past tense. Events carry ids and plain facts, never personal data;
 * who needs a name or an address asks for it by id (`users.people.resolve.v1`), so that erasing a person is possible.
 */
export interface EventType<Data extends z.ZodType = z.ZodType, Type extends string = string> {
  /** For example `user.created`; the first word is the aggregate. */
  readonly type: Type;
  readonly version: number;
  /** The only service that may publish it. */
  readonly source: ServiceName;
  readonly data: Data;
  readonly summary: string;
  /** A complete, valid `data` for documentation and tests. */
  readonly example: unknown;
}

export type DataOf<E extends EventType> = z.infer<E['data']>;

/** Declares an event type once for publishers and consumers. The example is checked by a test. */
export function defineEvent<Data extends z.ZodType, const Type extends string>(
  declaration: EventType<Data, Type> & { example: z.input<Data> },
): EventType<Data, Type> {
  return Object.freeze(declaration);
}

/**
 * CloudEvents 1.0 envelope (structured JSON mode) with our extension attributes.
 * `id` = outbox row id = `Nats-Msg-Id`; `subject` = id of the aggregate; `sequence` = the aggregate's version.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: Uuid,
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: IsoTime,
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  accountid: Uuid,
  sequence: z.int().nonnegative(),
  actorid: Uuid.nullable().default(null),
  traceparent: z.string().optional(),
  /** Id of the person's request that it follows from; where that came from stands in no event. */
  requestid: z.string().optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** A received event whose `data` was checked against its type. */
export type EventOf<E extends EventType> = Omit<CloudEvent, 'data'> & { data: DataOf<E> };

/** JetStream subject of an event: `events.<account>.<type>`. */
export function eventSubject(accountId: string, type: string): string {
  return `events.${accountId}.${type}`;
}
