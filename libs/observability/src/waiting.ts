import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { errorForLog, shortReason } from './errors-for-logs.js';
import type { HealthRegistry } from './health.js';

/** What a wait during the start tells of itself, and what ends it. */
export interface WaitContext {
  logger: Logger;
  health: HealthRegistry;
  /** Aborted when the process is asked to stop. */
  stopping: AbortSignal;
}

export interface Waiting {
  /** Under this name it appears in the log and among the checks of readiness. */
  name: string;
  /** URLs of where it should be, separated by commas; only hosts and ports of them are shown. */
  urls: string;
  /** Tries once. Rejects when it is not there. */
  attempt: () => Promise<void>;
  /** Whether trying again would not help. */
  isFinal: (error: unknown) => boolean;
}

const pauseMs = 250;
const repeatMs = 10_000;
// An attempt that says nothing for so long is told of, too.
const silentMs = 1_000;

/** Hosts and ports of URLs: what else stands in them may be secret. */
function hostsOf(urls: string): string {
  const hosts = urls.split(',').map((text) => {
    const url = text.includes('://') ? text : `tcp://${text}`;
    return URL.canParse(url) ? new URL(url).host : '(no URL)';
  });
  return hosts.join(', ');
}

/** Resolves to true when it is there, to false when the process is to stop first. */
async function attempted(attempt: () => Promise<void>, stopping: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  const stopped = sleep(2 ** 31 - 1, false, { signal: AbortSignal.any([stopping, over.signal]), ref: false }).catch(
    () => false,
  );
  try {
    return await Promise.race([attempt().then(() => true), stopped]);
  } finally {
    over.abort();
  }
}

/** Tells of one wait: at once, and then every ten seconds. */
class Notes {
  private problem: unknown = new Error('no answer yet');
  private timer: NodeJS.Timeout;
  private told = false;
  private readonly since = performance.now();
  private there = false;

  constructor(
    private readonly waiting: Waiting,
    private readonly context: WaitContext,
  ) {
    context.health.register(waiting.name, () => (this.there ? Promise.resolve() : Promise.reject(this.problem)));
    this.timer = setTimeout(() => this.tell(), silentMs);
  }

  failed(error: unknown): void {
    this.problem = error;
    if (!this.told) this.tell();
  }

  end(there: boolean): void {
    clearTimeout(this.timer);
    this.there = there;
  }

  private get seconds(): number {
    return Math.round((performance.now() - this.since) / 1_000);
  }

  private tell(): void {
    this.told = true;
    clearTimeout(this.timer);
    const { name, urls } = this.waiting;
    const { message: detail } = errorForLog(this.problem);
    const facts = { at: hostsOf(urls), forSeconds: this.seconds, problem: shortReason(this.problem), detail };
    this.context.logger.warn(facts, `waiting for ${name}`);
    this.timer = setTimeout(() => this.tell(), repeatMs);
  }
}

/**
 * Waits during the start until something that the process needs is there; says so in the log at once and then every ten
 * seconds, and fails the check of that name meanwhile.
 * @throws what the attempt has thrown, when trying again would not help
 * @throws the reason of `stopping`, when the process is asked to stop meanwhile
 */
export async function untilThere(waiting: Waiting, context: WaitContext): Promise<void> {
  const notes = new Notes(waiting, context);
  const { stopping } = context;
  let there = false;
  try {
    while (!there && !stopping.aborted) {
      try {
        there = await attempted(waiting.attempt, stopping);
      } catch (error) {
        if (waiting.isFinal(error)) throw error;
        notes.failed(error);
        await sleep(pauseMs, undefined, { signal: stopping }).catch(() => {});
      }
    }
  } finally {
    notes.end(there);
  }
  if (!there) stopping.throwIfAborted();
}
