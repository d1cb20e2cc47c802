/**
 * Internal services that consume our events and belong to somebody else. Each is a NATS user of its own: it may read
 * the events of the aggregates it names, through consumers of its own, and send the calls that list `subscriber`. It
 * may publish nothing.
 */
export const subscribers = {
  conversations: { aggregates: ['user'] },
} as const satisfies Record<string, { aggregates: readonly string[] }>;
export type SubscriberName = keyof typeof subscribers;

/**
 * The durable consumer of a subscriber for one kind of aggregate. NATS 2.9 knows one filter per consumer, so there is
 * one of them for each.
 */
export function subscriberConsumer(subscriber: string, aggregate: string): { name: string; filter: string } {
  return { name: `${subscriber}-${aggregate}`, filter: `events.*.${aggregate}.>` };
}
