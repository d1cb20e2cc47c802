import { connect, errors, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { ServiceName } from '#contracts';

export interface NatsLinkOptions {
  service: ServiceName;
  url: string;
  user?: string | undefined;
  password?: string | undefined;
}

function accessOf(options: NatsLinkOptions): ConnectionOptions {
  return {
    servers: options.url.split(','),
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.password === undefined ? {} : { pass: options.password }),
    name: options.service,
  };
}

/** Whether the broker is there and does not let this user in: waiting would not help. */
export function isRefusal(error: unknown): boolean {
  return error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError;
}

/** Names the trouble so that an operator knows what to look at; the text of a NATS error never holds a secret. */
export type LinkListener = (event: 'disconnected' | 'reconnected' | 'error' | 'closed', detail: string) => void;

/**
 * The one NATS connection of a process: calls, answers, pushes and JetStream share it, so that what is published
 * before an answer reaches the server before the answer does.
 */
export class NatsLink {
  private constructor(
    readonly connection: NatsConnection,
    readonly service: ServiceName,
  ) {}

  /** Tries once whether the broker lets this user in. Rejects with the reason why not. */
  static async probe(options: NatsLinkOptions): Promise<void> {
    const connection = await connect({ ...accessOf(options), reconnect: false, timeout: 5_000 });
    await connection.close();
  }

  /**
   * Connects, trying again for as long as the broker is away.
   * @throws when the broker refuses the user (waiting would not help)
   */
  static async open(options: NatsLinkOptions, listener: LinkListener = () => {}): Promise<NatsLink> {
    const connection = await connect({
      ...accessOf(options),
      inboxPrefix: `_INBOX.${options.service}`,
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
      reconnectTimeWait: 100,
      reconnectJitter: 100,
      pingInterval: 5_000,
      maxPingOut: 2,
      // A stack for each call that may fail costs a twentieth of the gateway's work.
      noAsyncTraces: true,
    });
    const link = new NatsLink(connection, options.service);
    void link.report(listener);
    return link;
  }

  private async report(listener: LinkListener): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') listener('disconnected', status.server);
      if (status.type === 'reconnect') listener('reconnected', status.server);
      if (status.type === 'error') listener('error', status.error.message);
    }
    listener('closed', '');
  }

  /** Answers what is under way, sends what is buffered, then closes. */
  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
    if (this.connection.isDraining()) {
      await this.connection.closed();
      return;
    }
    await this.connection.drain();
  }
}
