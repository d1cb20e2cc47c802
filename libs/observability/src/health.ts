import { setTimeout as sleep } from 'node:timers/promises';
import { shortReason } from './errors-for-logs.js';

/** A real round trip to something the process needs. Rejects when it is not there. */
export type HealthCheck = () => Promise<void>;

export interface CheckResult {
  ok: boolean;
  durationMs: number;
  /** Why not, in general words: for operators on a private port, still without secrets. */
  problem?: string;
}

export interface HealthReport {
  ok: boolean;
  state: 'starting' | 'running' | 'stopping';
  checks: Record<string, CheckResult>;
}

interface Registration {
  check: HealthCheck;
  timeoutMs: number;
}

const cachedForMs = 1_000;

async function withinTime(check: HealthCheck, timeoutMs: number): Promise<void> {
  const abort = new AbortController();
  const tooSlow = sleep(timeoutMs, undefined, { signal: abort.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  try {
    await Promise.race([check(), tooSlow]);
  } finally {
    abort.abort();
    tooSlow.catch(() => {});
  }
}

async function run({ check, timeoutMs }: Registration): Promise<CheckResult> {
  const started = performance.now();
  const durationMs = (): number => Math.round(performance.now() - started);
  try {
    await withinTime(check, timeoutMs);
    return { ok: true, durationMs: durationMs() };
  } catch (error) {
    return { ok: false, durationMs: durationMs(), problem: shortReason(error) };
  }
}

/** What `/health/live` and `/health/ready` answer. A process begins as not ready, until {@link started}. */
export class HealthRegistry {
  private readonly registrations = new Map<string, Registration>();
  private state: HealthReport['state'] = 'starting';
  private cached: { at: number; checks: Promise<Record<string, CheckResult>> } | undefined;

  /**
   * Adds a check to readiness. One that takes longer than `timeoutMs` (default 1000) counts as down.
   * A second registration under the same name replaces the first.
   */
  register(name: string, check: HealthCheck, options: { timeoutMs?: number } = {}): void {
    this.registrations.set(name, { check, timeoutMs: options.timeoutMs ?? 1_000 });
    this.cached = undefined;
  }

  /** The process takes work from now on. */
  started(): void {
    if (this.state === 'starting') this.state = 'running';
  }

  /** The process takes no new work from now on: readiness fails at once. */
  stopping(): void {
    this.state = 'stopping';
  }

  /** True as long as the event loop turns, which the answer itself shows. */
  get live(): boolean {
    return true;
  }

  /** Runs all checks at the same time; results are kept for one second, so that probes cannot become load. */
  async ready(): Promise<HealthReport> {
    const checks = this.state === 'stopping' ? {} : await this.results();
    // Asked again: the state may have changed while the checks ran.
    const ok = this.state === 'running' && Object.values(checks).every((check) => check.ok);
    return { ok, state: this.state, checks };
  }

  private results(): Promise<Record<string, CheckResult>> {
    const now = performance.now();
    if (this.cached === undefined || now - this.cached.at > cachedForMs) {
      this.cached = { at: now, checks: this.runAll() };
    }
    return this.cached.checks;
  }

  private async runAll(): Promise<Record<string, CheckResult>> {
    const entries = [...this.registrations].map(
      async ([name, registration]) => [name, await run(registration)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
}
