import type { CloudEvent, EventOf, EventType } from '#contracts';
import { invalidInput } from '#errors';

/** Writes the effect of an event; runs inside the transaction that also records the event as handled. */
export type Effect = () => Promise<void>;

/** What a consumer does with one type of event. */
export interface EventHandler<E extends EventType, Prepared> {
  /** Before the transaction: the place for calls to other services. May run several times. */
  prepare?: (event: EventOf<E>) => Promise<Prepared>;
  /**
   * Inside one transaction in the scope of the event's account. Events can arrive late and out of order: compare
   * `event.sequence` with the version that is stored.
   */
  apply: (event: EventOf<E>, prepared: Prepared) => Promise<void>;
}

/** A handler whose types are sealed: made by {@link on}. */
export interface BoundHandler {
  readonly type: string;
  /** True when `prepare` asks other services. */
  readonly prepares: boolean;
  /**
   * Checks `data` and prepares the effect.
   * @throws AppError `invalid_request` when the data does not fit the declared schema
   */
  begin(event: CloudEvent): Promise<Effect>;
}

/** One durable consumer of a service. */
export interface ConsumerDefinition {
  /** `<service>-<source>`, for example `auth-users`. Its name is its identity in the broker and in the inbox. */
  readonly name: string;
  /** Subjects it receives, for example `events.*.user.>`; of these it handles the types that have a handler. */
  readonly filter: string;
  readonly handlers: ReadonlyMap<string, BoundHandler>;
}

function checked<E extends EventType>(type: E, event: CloudEvent): EventOf<E> {
  const data = type.data.safeParse(event.data);
  if (!data.success) throw invalidInput(data.error, 'data');
  return { ...event, data: data.data as EventOf<E>['data'] };
}

/** Handles one type of event within {@link defineConsumer}. */
export function on<E extends EventType, Prepared = undefined>(
  type: E,
  handler: EventHandler<E, Prepared>,
): BoundHandler {
  const prepare = handler.prepare ?? ((): Promise<Prepared> => Promise.resolve(undefined as Prepared));
  return {
    type: type.type,
    prepares: handler.prepare !== undefined,
    async begin(envelope) {
      const event = checked(type, envelope);
      const prepared = await prepare(event);
      return () => handler.apply(event, prepared);
    },
  };
}

/** Declares a durable consumer; register it with `EventConsumers.register`. Types without a handler are skipped. */
export function defineConsumer(consumer: {
  name: string;
  filter: string;
  handlers: readonly BoundHandler[];
}): ConsumerDefinition {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(consumer.name)) throw new TypeError(`${consumer.name} cannot name a consumer`);
  const handlers = new Map(consumer.handlers.map((handler) => [handler.type, handler]));
  if (handlers.size !== consumer.handlers.length) throw new TypeError(`${consumer.name} handles a type twice`);
  return Object.freeze({ name: consumer.name, filter: consumer.filter, handlers });
}
