import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  JetStreamApiError,
  type Consumer,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { eventStream, subscriberConsumer } from '#contracts';
import { ackWaitMs } from '#pacing';

const apiTimeoutMs = 3_000;
const consumerNotFound = 10_014;

function isMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.apiError().err_code === consumerNotFound;
}

/** The durable consumers of one subscriber on the stream of events. Only what NATS 2.9 knows is used. */
export class Consumers {
  private manager: JetStreamManager | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly subscriber: string,
  ) {}

  /** The consumer of that kind of aggregate, created at the beginning of the stream when it is not there. */
  async ensure(aggregate: string): Promise<Consumer> {
    const { name, filter } = subscriberConsumer(this.subscriber, aggregate);
    const manager = await this.managed();
    await manager.consumers.add(eventStream, {
      durable_name: name,
      filter_subject: filter,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: nanos(ackWaitMs),
      max_deliver: -1,
      max_ack_pending: 256,
    });
    return jetstream(this.connection, { timeout: apiTimeoutMs }).consumers.get(eventStream, name);
  }

  /** Forgets how far the subscriber is. */
  async remove(aggregate: string): Promise<void> {
    const manager = await this.managed();
    try {
      await manager.consumers.delete(eventStream, subscriberConsumer(this.subscriber, aggregate).name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** Messages that are not delivered, or delivered and not answered. */
  async pending(aggregate: string): Promise<number> {
    const manager = await this.managed();
    const info = await manager.consumers.info(eventStream, subscriberConsumer(this.subscriber, aggregate).name);
    return info.num_pending + info.num_ack_pending;
  }

  /** When the oldest event that the stream still has came in. */
  async streamBegins(): Promise<string> {
    const manager = await this.managed();
    const { state } = await manager.streams.info(eventStream);
    return state.messages === 0 ? 'infinity' : state.first_ts;
  }

  private async managed(): Promise<JetStreamManager> {
    this.manager ??= await jetstreamManager(this.connection, { timeout: apiTimeoutMs, checkAPI: false });
    return this.manager;
  }
}
