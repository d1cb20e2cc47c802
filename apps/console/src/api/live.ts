import { endpoints } from './endpoints.js';

export interface LiveHandlers {
  /** A user was created or changed. */
  onUser(userId: string): void;
  /** Connected again after a break: what happened meanwhile is unknown. */
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
export function openLive(handlers: LiveHandlers): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let attempt = 0;
  let wasOpen = false;

  const onReady = () => {
    attempt = 0;
    if (wasOpen) handlers.onGap();
    wasOpen = true;
  };
  const connect = () => {
    source = new EventSource(endpoints.streamEvents.path);
    source.addEventListener('open', onReady);
    source.addEventListener('user.changed', (event: MessageEvent<string>) => {
      const userId = userIdOf(event.data);
      if (userId !== undefined) handlers.onUser(userId);
    });
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
