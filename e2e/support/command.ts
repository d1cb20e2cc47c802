import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { until } from './api.js';

/** A command that runs beside the test, as a person starts it at a terminal. */
export class Command {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private said = '';

  /** @param options.env added to the environment; undefined takes a variable away */
  constructor(
    program: string,
    args: readonly string[],
    options: { env?: Record<string, string | undefined>; cwd?: string } = {},
  ) {
    // A group of its own, so that a signal to the group reaches nobody else.
    this.child = spawn(program, args, {
      env: { ...process.env, ...options.env },
      cwd: options.cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => void (this.said += chunk.toString());
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.ended = once(this.child, 'close');
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The command did not start');
    return this.child.pid;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has printed so far, on both streams. */
  get output(): string {
    return this.said;
  }

  /** Waits until it has printed this. */
  async says(text: RegExp, timeoutMs = 60_000): Promise<void> {
    await until(String(text), async () => text.test(this.said), timeoutMs).catch((error: Error) => {
      throw new Error(`${error.message}; it said:\n${this.said}`);
    });
  }

  /** As when the program ends that its output was piped into. */
  closeOutput(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** As `timeout` and a terminal do: to the command and to everything that it has started in its group. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** Waits for its end. */
  async end(): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
    await this.ended;
    return { code: this.child.exitCode, signal: this.child.signalCode, output: this.said };
  }
}
