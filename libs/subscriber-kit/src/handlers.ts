import type { PoolClient } from 'pg';
import type { CloudEvent, EventOf, EventType } from '#contracts';
import { invalidInput } from '#errors';

/** A connection inside the transaction in which the event is also marked as handled. */
export type Tx = Pick<PoolClient, 'query'>;

/** Writes the effect of an event. */
export type Effect = (tx: Tx) => Promise<void>;

/** A handler whose types are sealed: made by {@link on}. */
export interface EventHandler {
  readonly type: string;
  /**
   * Checks `data` against the declaration.
   * @throws AppError `invalid_request` when it does not fit
   */
  effectOf(event: CloudEvent): Effect;
}

/**
 * Handles one declared event.
 * @param type the declaration, for example `userEvents.roleChanged`
 * @param handler runs inside a transaction that also marks the event as handled: what it writes through `tx` happens
 *   once. It may run several times before that, so it must not send or call anything that cannot be taken back.
 */
export function on<E extends EventType>(type: E, handler: (event: EventOf<E>, tx: Tx) => Promise<void>): EventHandler {
  return {
    type: type.type,
    effectOf(envelope) {
      const data = type.data.safeParse(envelope.data);
      if (!data.success) throw invalidInput(data.error, 'data');
      const event: EventOf<E> = { ...envelope, data: data.data as EventOf<E>['data'] };
      return (tx) => handler(event, tx);
    },
  };
}

/** Kinds of aggregates that handlers are about: the first words of their types. */
export function aggregatesOf(handlers: readonly EventHandler[]): string[] {
  return [...new Set(handlers.map(({ type }) => type.split('.')[0] ?? ''))].sort();
}
