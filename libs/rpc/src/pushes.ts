import type { z } from 'zod';
import { pushSubject, type Push } from '#contracts';
import type { NatsLink } from './nats-link.js';

/** Sends and hears hints on core NATS. At most once: nothing may depend on them alone. */
export class Pushes {
  constructor(private readonly link: NatsLink) {}

  /**
   * Sends a hint. Before an answer on the same connection, so listeners have it no later than the caller its answer.
   * Quietly lost while the broker is away.
   */
  send<P extends Push>(push: P, data: z.input<P['data']>, accountId?: string): void {
    if (this.link.connection.isClosed()) return;
    this.link.connection.publish(pushSubject(push, accountId), JSON.stringify(data));
  }

  /** Hears a hint of every account. What cannot be read is dropped. Ends with the connection. */
  hear<P extends Push>(push: P, listener: (data: z.output<P['data']>, accountId: string) => void): void {
    this.link.connection.subscribe(pushSubject(push), {
      callback: (error, message) => {
        if (error !== null) return;
        const parsed = push.data.safeParse(readQuietly(message));
        if (parsed.success) listener(parsed.data as z.output<P['data']>, message.subject.split('.').at(-1) ?? '');
      },
    });
  }
}

function readQuietly(message: { json(): unknown }): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
