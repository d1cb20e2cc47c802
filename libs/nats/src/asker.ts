import { createInbox, errors, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { answerInbox, type ServiceName } from '#contracts';

interface Asked {
  subject: string;
  answered: (message: Msg) => void;
  failed: (error: Error) => void;
}

const noResponders = 503;

function saysNobodyThere(message: Msg): boolean {
  return message.data.length === 0 && message.headers?.code === noResponders;
}

/** Where the answers of one service arrive. */
class Inbox {
  private readonly open = new Map<string, Asked>();
  private readonly prefix: string;
  private count = 0;

  constructor(
    private readonly connection: NatsConnection,
    prefix: string,
  ) {
    // Nobody can guess it, so nobody answers who was not asked; that it is the asked service the server sees to.
    this.prefix = `${createInbox(prefix)}.`;
    const subscription = connection.subscribe(`${this.prefix}*`, {
      callback: (error, message) => {
        if (error) this.failAll(error);
        else this.receive(message);
      },
    });
    void subscription.closed.then(() => this.failAll(new errors.ClosedConnectionError()));
  }

  async ask(subject: string, payload: string, options: { timeout: number; headers: MsgHdrs }): Promise<Msg> {
    const token = (this.count += 1).toString(36);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Msg>((resolve, reject) => {
        this.open.set(token, { subject, answered: resolve, failed: reject });
        timer = setTimeout(() => reject(new errors.TimeoutError()), options.timeout);
        this.connection.publish(subject, payload, { reply: `${this.prefix}${token}`, headers: options.headers });
      });
    } finally {
      clearTimeout(timer);
      this.open.delete(token);
    }
  }

  /** The server refused to pass on what was sent to that subject. */
  refuse(subject: string, error: Error): void {
    for (const asked of this.open.values()) if (asked.subject === subject) asked.failed(error);
  }

  private receive(message: Msg): void {
    const asked = this.open.get(message.subject.slice(this.prefix.length));
    if (asked === undefined) return;
    if (saysNobodyThere(message)) asked.failed(new errors.NoRespondersError(asked.subject));
    else asked.answered(message);
  }

  private failAll(error: Error): void {
    for (const asked of this.open.values()) asked.failed(error);
  }
}

/**
 * Sends requests over one connection. Answers of each service arrive at an inbox of their own, at which the permissions
 * let that service alone answer; so the server need not remember who may answer what (docs/decisions/0019).
 */
export class Asker {
  private readonly inboxes = new Map<string, Inbox>();
  private listening = false;

  /** @param name the NATS user of this connection: a service or a subscriber */
  constructor(
    private readonly connection: NatsConnection,
    private readonly name: string,
  ) {}

  /**
   * @param subject of a call: its first word is the service that answers
   * @param options.timeout in milliseconds
   * @throws NoRespondersError when nobody serves it: then nothing has happened
   * @throws TimeoutError when the outcome is unknown
   * @throws PermissionViolationError, ClosedConnectionError
   */
  async ask(subject: string, payload: string, options: { timeout: number; headers: MsgHdrs }): Promise<Msg> {
    if (this.connection.isClosed()) throw new errors.ClosedConnectionError();
    return this.inboxOf(subject).ask(subject, payload, options);
  }

  private inboxOf(subject: string): Inbox {
    const service = subject.slice(0, subject.indexOf('.')) as ServiceName;
    let inbox = this.inboxes.get(service);
    if (inbox === undefined) {
      inbox = new Inbox(this.connection, answerInbox(this.name, service));
      this.inboxes.set(service, inbox);
      if (!this.listening) void this.listen();
    }
    return inbox;
  }

  /** A refused request would otherwise wait for its deadline. */
  private async listen(): Promise<void> {
    this.listening = true;
    for await (const status of this.connection.status()) {
      if (status.type !== 'error' || !(status.error instanceof errors.PermissionViolationError)) continue;
      const { operation, subject } = status.error;
      if (operation === 'publish') for (const inbox of this.inboxes.values()) inbox.refuse(subject, status.error);
    }
  }
}

/** Whether a failed request reached nobody, so that it can be sent again. */
export function isNobodyThere(error: unknown): boolean {
  return error instanceof errors.NoRespondersError;
}

/** Whether the outcome of a request is unknown. */
export function isTimeout(error: unknown): boolean {
  return error instanceof errors.TimeoutError;
}
