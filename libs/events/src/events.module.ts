import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER, type HealthRegistry } from '#observability';
import { Database } from '#postgres';
import { NatsLink } from '#rpc';
import type { ConsumerDefinition } from './consumer-definition.js';
import { EventConsumer } from './event-consumer.js';
import { EventStream } from './event-stream.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox-relay.js';
import { Redriver } from './redriver.js';

/** Collects the consumers of a service; features register theirs in their constructors. */
@Injectable()
export class EventConsumers {
  private readonly definitions: ConsumerDefinition[] = [];

  /** Must be called before the application has started. */
  register(definition: ConsumerDefinition): void {
    this.definitions.push(definition);
  }

  all(): readonly ConsumerDefinition[] {
    return this.definitions;
  }
}

/** Starts relay and consumers with the application and stops them before it. */
@Injectable()
class EventRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;
  private readonly stream: EventStream;
  private consumers: EventConsumer[] = [];
  private redriver: Redriver | undefined;

  constructor(
    private readonly database: Database,
    private readonly link: NatsLink,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly outbox: Outbox,
    private readonly registered: EventConsumers,
  ) {
    this.stream = new EventStream(link.connection);
    this.relay = new OutboxRelay(database, this.stream, logger);
  }

  onApplicationBootstrap(): void {
    const inbox = new Inbox(this.database);
    const parts = { stream: this.stream, inbox, logger: this.logger };
    this.consumers = this.registered.all().map((definition) => new EventConsumer(definition, parts));
    this.redriver = new Redriver(this.database, this.consumers, this.logger);
    this.outbox.onAppend((events) => this.relay.offer(events));
    this.relay.start();
    this.redriver.start();
    for (const consumer of this.consumers) consumer.start();
    void this.watchLink();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.relay.stop(), this.redriver?.stop(), ...this.consumers.map((consumer) => consumer.stop())]);
  }

  private async watchLink(): Promise<void> {
    for await (const status of this.link.connection.status()) {
      if (status.type !== 'reconnect') continue;
      this.relay.auditSoon();
      for (const consumer of this.consumers) consumer.reopen();
    }
  }
}

/** Outbox, relay, consumers and dead letters of a service. Needs Database, NatsLink and LOGGER. */
@Module({})
export class EventsModule {
  static forService(health: HealthRegistry, link: NatsLink): DynamicModule {
    const stream = new EventStream(link.connection);
    health.register(
      'event stream',
      async () => {
        await stream.identify();
      },
      { timeoutMs: 2_000 },
    );
    return {
      module: EventsModule,
      global: true,
      providers: [Outbox, EventConsumers, EventRuntime],
      exports: [Outbox, EventConsumers],
    };
  }
}
