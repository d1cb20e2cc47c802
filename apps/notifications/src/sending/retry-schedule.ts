const firstMs = 1_000;
const longestMs = 15 * 60_000;
const longestOutageMs = 30_000;

function jitter(delayMs: number, random: () => number): number {
  return delayMs * (0.75 + random() / 2);
}

/** Doubles from one second to 15 minutes, give or take a quarter. @param attempts how many there were before this one */
export function retryDelayMs(attempts: number, random: () => number = Math.random): number {
  return jitter(Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 20)), random);
}

/**
 * What is known about an outage of the relay: while there is no session to be had, nothing is tried for a time that
 * grows from one to 30 seconds, whatever number of mails wait.
 */
export class RelayOutage {
  private failures = 0;
  private until = 0;

  constructor(
    private readonly now: () => number = Date.now,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds until the relay is worth trying again; 0 when it is now. */
  get remainingMs(): number {
    return Math.max(0, this.until - this.now());
  }

  /** Several lanes that fail at the same time are one failure. @returns milliseconds to wait */
  failed(): number {
    if (this.remainingMs > 0) return this.remainingMs;
    const delayMs = jitter(Math.min(longestOutageMs, firstMs * 2 ** Math.min(this.failures, 10)), this.random);
    this.failures += 1;
    this.until = this.now() + delayMs;
    return delayMs;
  }

  over(): void {
    this.failures = 0;
    this.until = 0;
  }
}
