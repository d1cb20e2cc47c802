import type { CloudEvent } from '#contracts';
import { newRequestId, runInContext, withSpan } from '#observability';
import type { ConsumerDefinition, Effect } from './consumer-definition.js';
import type { Inbox } from './inbox.js';

export type Outcome = 'applied' | 'known' | 'skipped';

/** An event with what it does. */
export interface Prepared {
  event: CloudEvent;
  effect: Effect;
}

/** Runs `work` as the handling of an event: with its account and trace. */
export function handling<T>(consumer: string, event: CloudEvent, work: () => Promise<T>): Promise<T> {
  const { traceparent } = event;
  const trace = traceparent === undefined ? {} : { traceparent };
  const context = { requestId: newRequestId(), accountId: event.accountid, deadline: Date.now() + 20_000, ...trace };
  const span = {
    kind: 'consumer' as const,
    attributes: { 'messaging.system': 'nats', 'messaging.consumer.group.name': consumer },
    ...(traceparent === undefined ? {} : { parent: traceparent }),
  };
  return runInContext(context, () => withSpan(`${event.type} process`, span, work));
}

/** A statement of a transaction in which another one has failed before. */
function isAftermath(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, 'code') === '25P02';
}

/** Whom an event is about: rows are locked in this order by every batch, so that two do not wait for each other. */
function personOf({ data, subject }: CloudEvent): string {
  const userId: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'userId') : undefined;
  return typeof userId === 'string' ? userId : subject;
}

/** Events of one aggregate one after another, in the order they came; aggregates in the order of their people. */
function chainsOf(events: readonly Prepared[]): Prepared[][] {
  const chains = new Map<string, Prepared[]>();
  for (const prepared of events) {
    const { subject } = prepared.event;
    chains.set(subject, [...(chains.get(subject) ?? []), prepared]);
  }
  const keyed = [...chains.values()].map((chain) => ({ chain, person: chain[0] && personOf(chain[0].event) }));
  return keyed.sort((one, other) => ((one.person ?? '') < (other.person ?? '') ? -1 : 1)).map(({ chain }) => chain);
}

/**
 * Applies events of one account in one transaction: a commit, and packets to the database, for many. Each effect still
 * happens once, because all of it happens or nothing.
 * @returns what became of each event, by id
 * @throws what an effect throws; then nothing has happened, and each may be tried by itself
 */
export async function applyTogether(
  definition: ConsumerDefinition,
  inbox: Inbox,
  events: readonly CloudEvent[],
): Promise<ReadonlyMap<string, Outcome>> {
  const { name, handlers } = definition;
  const handled = events.filter((event) => handlers.has(event.type));
  const prepared = await Promise.all(
    handled.map(async (event) => {
      const effect = await handling(name, event, async () => handlers.get(event.type)?.begin(event));
      return { event, effect: async () => effect?.() };
    }),
  );
  const outcomes = new Map<string, Outcome>(events.map(({ id }) => [id, 'skipped']));
  if (prepared.length === 0) return outcomes;
  const fresh = await inbox.handleTogether(name, prepared, async (open) => {
    const chains = chainsOf(open).map(async (chain) => {
      for (const { event, effect } of chain) await handling(name, event, effect);
    });
    // All have to end before the transaction does.
    const failures = (await Promise.allSettled(chains)).flatMap((chain) =>
      chain.status === 'rejected' ? [chain.reason as unknown] : [],
    );
    if (failures.length > 0) throw failures.find((failure) => !isAftermath(failure)) ?? failures[0];
  });
  for (const { id } of handled) outcomes.set(id, fresh.has(id) ? 'applied' : 'known');
  return outcomes;
}
