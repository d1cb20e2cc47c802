import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { eventStream } from '#contracts';
import { ackWaitMs } from '#pacing';

const day = 86_400_000;
/** How long the stream and the outbox keep events for replay, in milliseconds. */
export const eventRetentionMs = 30 * day;
const apiTimeoutMs = 3_000;
const streamNotFound = 10_059;
const streamNameInUse = 10_058;

/** What identifies a stream: when it was created. A wiped broker has another one, or less in the same one. */
export interface StreamIdentity {
  identity: string;
  lastSequence: number;
}

/** The one JetStream stream of events. Only what NATS 2.9 knows is used. */
export class EventStream {
  private readonly client: JetStreamClient;
  private manager: JetStreamManager | undefined;

  constructor(private readonly connection: NatsConnection) {
    this.client = jetstream(connection, { timeout: apiTimeoutMs });
  }

  /** The stream's identity; creates the stream when it is not there. */
  async identify(): Promise<StreamIdentity> {
    const manager = await this.managed();
    const info = await manager.streams.info(eventStream).catch(async (error: unknown) => {
      if (!hasCode(error, streamNotFound)) throw error;
      return this.create(manager);
    });
    return { identity: info.created, lastSequence: info.state.last_seq };
  }

  /** @returns the sequence that the stream gave the message, also when it knew it already */
  async publish(subject: string, id: string, payload: string): Promise<number> {
    const ack = await this.client.publish(subject, payload, { msgID: id, timeout: apiTimeoutMs });
    return ack.seq;
  }

  /** The durable pull consumer of that name, created when it is not there. */
  async consumer(name: string, filter: string): Promise<Consumer> {
    await this.identify();
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
    return this.client.consumers.get(eventStream, name);
  }

  private async managed(): Promise<JetStreamManager> {
    this.manager ??= await jetstreamManager(this.connection, { timeout: apiTimeoutMs, checkAPI: false });
    return this.manager;
  }

  private async create(manager: JetStreamManager) {
    try {
      return await manager.streams.add({
        name: eventStream,
        subjects: ['events.>'],
        storage: StorageType.File,
        retention: RetentionPolicy.Limits,
        max_age: nanos(eventRetentionMs),
        duplicate_window: nanos(120_000),
      });
    } catch (error) {
      // Another service was quicker.
      if (hasCode(error, streamNameInUse)) return manager.streams.info(eventStream);
      throw error;
    }
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.apiError().err_code === code;
}
