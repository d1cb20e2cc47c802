import type { ServiceName } from './calls.js';
import { services, serviceOf } from './calls.js';
import { pushSubject, pushes } from './pushes.js';
import { allCalls, allEvents } from './registry.js';
import { subscriberConsumer, subscribers, type SubscriberName } from './subscribers.js';

/** Name of the one JetStream stream; its subjects are `events.>`. */
export const eventStream = 'EVENTS';

export interface NatsPermissions {
  publish: string[];
  /** May hold `subject queue`. */
  subscribe: string[];
  allowResponses: boolean;
}

/** What relaying and consuming events needs. */
function streamSubjects(): string[] {
  return [
    '$JS.API.INFO',
    `$JS.API.STREAM.INFO.${eventStream}`,
    // A wiped broker must heal without an operator, so the stream and its own consumers may be created by a service.
    `$JS.API.STREAM.CREATE.${eventStream}`,
    `$JS.API.CONSUMER.CREATE.${eventStream}`,
    `$JS.API.CONSUMER.CREATE.${eventStream}.>`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${eventStream}.>`,
    `$JS.API.CONSUMER.INFO.${eventStream}.>`,
    `$JS.API.CONSUMER.MSG.NEXT.${eventStream}.>`,
    `$JS.ACK.${eventStream}.>`,
  ];
}

function publishSubjects(service: ServiceName): string[] {
  const calls = allCalls.filter((call) => call.clients.includes(service)).map((call) => call.subject);
  const aggregates = new Set(
    allEvents.filter((event) => event.source === service).map((event) => event.type.split('.')[0]),
  );
  const events = [...aggregates].map((aggregate) => `events.*.${aggregate}.>`);
  const hints = Object.values(pushes)
    .filter((push) => push.source === service)
    .map((push) => pushSubject(push));
  return [...calls, ...events, ...hints, ...(service === 'gateway' ? [] : streamSubjects())];
}

function subscribeSubjects(service: ServiceName): string[] {
  const served = allCalls.filter((call) => serviceOf(call) === service).map((call) => `${call.subject} ${service}`);
  const hints = Object.values(pushes)
    .filter((push) => push.listeners.includes(service))
    .map((push) => pushSubject(push));
  return [...served, ...hints, `_INBOX.${service}.>`];
}

/** What a subscriber's own consumer of one kind of aggregate needs, and no other consumer. */
function consumerSubjects(subscriber: string, aggregate: string): string[] {
  const { name, filter } = subscriberConsumer(subscriber, aggregate);
  return [
    // The server holds the filter in the subject against the one that is asked for: no other events can be had so.
    `$JS.API.CONSUMER.CREATE.${eventStream}.${name}.${filter}`,
    `$JS.API.CONSUMER.INFO.${eventStream}.${name}`,
    // For a replay from the beginning.
    `$JS.API.CONSUMER.DELETE.${eventStream}.${name}`,
    `$JS.API.CONSUMER.MSG.NEXT.${eventStream}.${name}`,
    `$JS.ACK.${eventStream}.${name}.>`,
  ];
}

function subscriberPermissions(subscriber: SubscriberName): NatsPermissions {
  const calls = allCalls.filter((call) => call.clients.includes('subscriber')).map((call) => call.subject);
  const consumers = subscribers[subscriber].aggregates.flatMap((aggregate) => consumerSubjects(subscriber, aggregate));
  return {
    publish: [...calls, `$JS.API.STREAM.INFO.${eventStream}`, ...consumers],
    subscribe: [`_INBOX.${subscriber}.>`],
    allowResponses: false,
  };
}

/**
 * Allow lists of the NATS users, one per service and subscriber, derived from the declarations: who may send which
 * call, answer it, publish or read which events. Anything else is refused by the server.
 */
export function natsPermissions(): Record<ServiceName | SubscriberName, NatsPermissions> {
  const own = services.map((service) => [
    service,
    {
      publish: publishSubjects(service),
      subscribe: subscribeSubjects(service),
      allowResponses: service !== 'gateway',
    },
  ]);
  const others = Object.keys(subscribers).map((name) => [name, subscriberPermissions(name as SubscriberName)]);
  return Object.fromEntries([...own, ...others]) as Record<ServiceName | SubscriberName, NatsPermissions>;
}
