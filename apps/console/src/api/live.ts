import { endpoints } from './endpoints.js';

export interface LiveHandlers {
  /** A user was created or changed. */
  onUser(userId: string): void;
  /** A team or a mailbox came, changed or went. */
  onPlace(): void;
  /** Connected, for the first time or again after a break: what happened before is unknown. */
  onGap(): void;
  /** The session is over. */
  onEnded(): void;
  /** The stream was refused, for a reason that the browser does not tell; it is tried again later. */
  onRefused(): void;
}

const longestWaitMs = 30_000;

/** Doubles from one second to half a minute, with up to a quarter off so that many pages do not knock in step. */
export function waitBefore(attempt: number, random = Math.random()): number {
  const full = Math.min(1000 * 2 ** attempt, longestWaitMs);
  return Math.round(full * (1 - random / 4));
}

/** The user id of a `user.changed` event; undefined when it cannot be read. */
export function userIdOf(data: string): string | undefined {
  try {
    const parsed = JSON.parse(data) as { userId?: unknown };
    return typeof parsed.userId === 'string' ? parsed.userId : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps one stream of server-sent events open until the returned function is called. */
function connectLive(handlers: LiveHandlers): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let attempt = 0;

  const onReady = () => {
    attempt = 0;
    // What is shown may have been read before the stream was open, and changed in between.
    handlers.onGap();
  };
  const connect = () => {
    source = new EventSource(endpoints.streamEvents.path);
    source.addEventListener('open', onReady);
    source.addEventListener('user.changed', (event: MessageEvent<string>) => {
      const userId = userIdOf(event.data);
      if (userId !== undefined) handlers.onUser(userId);
    });
    for (const place of ['team.changed', 'mailbox.changed']) source.addEventListener(place, () => handlers.onPlace());
    source.addEventListener('ended', () => handlers.onEnded());
    source.addEventListener('error', onError);
  };
  // The browser connects again by itself when the line breaks, but gives up when it is refused.
  const onError = () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    handlers.onRefused();
    timer = window.setTimeout(connect, waitBefore(attempt));
    attempt += 1;
  };
  connect();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}

/** Everybody on the page who listens. A browser opens few connections to a site, so all share one stream. */
export class SharedLive {
  private readonly listeners = new Set<LiveHandlers>();
  private close: (() => void) | undefined;

  constructor(private readonly connect: (handlers: LiveHandlers) => () => void = connectLive) {}

  /** @returns what ends listening; the stream ends with the last one who listens */
  listen(handlers: LiveHandlers): () => void {
    this.listeners.add(handlers);
    this.close ??= this.connect({
      onUser: (userId) => this.each((one) => one.onUser(userId)),
      onPlace: () => this.each((one) => one.onPlace()),
      onGap: () => this.each((one) => one.onGap()),
      // These lead away from the page or ask something: once is enough.
      onEnded: () => this.first()?.onEnded(),
      onRefused: () => this.first()?.onRefused(),
    });
    return () => {
      this.listeners.delete(handlers);
      if (this.listeners.size > 0) return;
      this.close?.();
      this.close = undefined;
    };
  }

  private each(tell: (one: LiveHandlers) => void): void {
    for (const one of this.listeners) tell(one);
  }

  private first(): LiveHandlers | undefined {
    const [one] = this.listeners;
    return one;
  }
}

export const live = new SharedLive();
