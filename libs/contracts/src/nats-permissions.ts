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
}

/**
 * Prefix of the inboxes at which answers of one service arrive. No other may answer there, so the server need not keep
 * a list of who may still answer what, which it would go through for each event that it delivers.
 * @param asker a service or a subscriber
 */
export function answerInbox(asker: string, service: ServiceName): string {
  return `_INBOX.${asker}.${service}`;
}

/** Where a service answers: at the inboxes of those that may ask it. */
function answerSubjects(service: ServiceName): string[] {
  const clients = allCalls.filter((call) => serviceOf(call) === service).flatMap((call) => call.clients);
  const askers = [...new Set(clients)].flatMap((client) =>
    client === 'subscriber' ? Object.keys(subscribers) : [client],
  );
  return askers.map((asker) => `${answerInbox(asker, service)}.>`);
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
  const stream = service === 'gateway' ? [] : streamSubjects();
  return [...calls, ...answerSubjects(service), ...events, ...hints, ...stream];
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
  };
}

/**
 * Allow lists of the NATS users, one per service and subscriber, derived from the declarations: who may send which
 * call, answer it, publish or read which events. Anything else is refused by the server.
 */
export function natsPermissions(): Record<ServiceName | SubscriberName, NatsPermissions> {
  const own = services.map((service) => [
    service,
    { publish: publishSubjects(service), subscribe: subscribeSubjects(service) },
  ]);
  const others = Object.keys(subscribers).map((name) => [name, subscriberPermissions(name as SubscriberName)]);
  return Object.fromEntries([...own, ...others]) as Record<ServiceName | SubscriberName, NatsPermissions>;
}
