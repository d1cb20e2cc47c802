import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail } from './logs.mjs';
import { Problem } from './problem.mjs';
import { endGroup, signalGroup } from './processes.mjs';

const firstDelay = 200;
const longestDelay = 5_000;
// A process that lived this long is taken to have been well, and its next restart is quick again.
const wellAfter = 10_000;
const pollEvery = 30;
const hurriedGraceMs = 5_000;

/**
 * One supervised process: started in a group of its own, so that Ctrl-C at the terminal does not reach it, and started
 * again when it ends by itself.
 */
export class Part {
  #child;
  #wanted = false;
  #hasBeenReady = false;
  #failure;
  #delay = firstDelay;
  #timer;
  #startedAt = 0;

  /**
   * @param {object} options
   * @param {string} options.name shown to people, e.g. `users 1`
   * @param {string} options.service e.g. `users`
   * @param {() => {command: string, args: string[], options?: import('node:child_process').SpawnOptions}} options.command
   * @param {(pid: number) => Promise<boolean>} options.isReady asked repeatedly
   * @param {string} options.logFile
   * @param {NodeJS.Signals} [options.stopSignal]
   * @param {NodeJS.Signals} [options.urgentSignal] for what must not be killed while there is another way
   * @param {number} [options.graceMs] how long it may take to stop
   * @param {{info(text: string): void, warn(text: string): void}} options.report
   * @param {(part: Part) => void} [options.onSpawn]
   * @param {(pid: number) => void} [options.onEnd]
   */
  constructor({ stopSignal = 'SIGTERM', graceMs = 10_000, ...options }) {
    Object.assign(this, { stopSignal, graceMs, ...options });
  }

  /** Process number, or undefined while it does not run. */
  get pid() {
    return this.#child?.pid;
  }

  /** Starts the process without waiting for it. */
  launch() {
    this.#wanted = true;
    this.#hasBeenReady = false;
    this.#failure = undefined;
    if (!this.#child) this.#spawn();
  }

  /** Starts the process and waits until it is ready. */
  async start({ deadlineMs = 60_000, signal } = {}) {
    this.launch();
    await this.untilReady({ deadlineMs, signal });
  }

  #spawn() {
    const { command, args, options } = this.command();
    const log = openSync(this.logFile, 'a', 0o600);
    const child = spawn(command, args, {
      ...options,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    this.#startedAt = Date.now();
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, by) => this.#ended(child, by ? `signal ${by}` : `exit code ${code}`));
    if (child.pid !== undefined) this.onSpawn?.(this);
  }

  #ended(child, how) {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (child.pid !== undefined) {
      // What it has started itself must not outlive it and hold its port.
      signalGroup(child.pid, 'SIGKILL');
      this.onEnd?.(child.pid);
    }
    if (!this.#wanted) return;
    if (!this.#hasBeenReady) this.#failure = how;
    else this.#scheduleRestart(how);
  }

  #scheduleRestart(how) {
    if (Date.now() - this.#startedAt > wellAfter) this.#delay = firstDelay;
    this.report.warn(`${this.name} ended by itself (${how}); starting it again in ${this.#delay / 1000} s`);
    this.#timer = setTimeout(() => void this.#restart(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, longestDelay);
  }

  async #restart() {
    this.#spawn();
    const child = this.#child;
    const runs = () => this.#child === child && child.pid !== undefined;
    while (runs() && !(await this.isReady(child.pid))) await sleep(pollEvery);
    if (runs()) this.report.info(`${this.name} is back`);
  }

  /** Waits until the process is ready; fails when it has ended before that, or is stopped meanwhile. */
  async untilReady({ deadlineMs = 60_000, signal } = {}) {
    const deadline = Date.now() + deadlineMs;
    for (;;) {
      signal?.throwIfAborted();
      this.#checkStarting();
      const { pid } = this;
      if (pid !== undefined && (await this.isReady(pid)) && this.pid === pid) break;
      if (Date.now() > deadline) throw this.#problem(`was not ready within ${Math.round(deadlineMs / 1000)} s`);
      await sleep(pollEvery);
    }
    this.#hasBeenReady = true;
  }

  #checkStarting() {
    if (this.#failure) throw this.#problem(`ended while starting (${this.#failure})`);
    // Else a start that has failed would last until the deadline of everything that was stopped because of it.
    if (!this.#wanted) throw new Problem(`${this.name} was stopped before it was ready.`);
  }

  #problem(what) {
    const log = logTail(this.logFile);
    return new Problem(`${this.name} ${what}.\n--- end of ${this.logFile} ---\n${log || '(empty)'}\n---`);
  }

  /** Stops the process politely, by force when that takes too long. */
  async stop(signal = this.stopSignal) {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const { pid } = this;
    if (pid === undefined) return;
    await endGroup(pid, signal, this.graceMs, this.urgentSignal);
    while (this.pid === pid) await sleep(5);
  }

  /** Ends the process without letting it finish; one that must not be killed is asked, and waited for shortly. */
  async stopAtOnce() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const { pid } = this;
    if (pid === undefined) return;
    await endGroup(pid, this.urgentSignal ? this.stopSignal : 'SIGKILL', hurriedGraceMs, this.urgentSignal);
    while (this.pid === pid) await sleep(5);
  }

  /** Ends the process at once, as a crash would; it is then started again. */
  async kill() {
    const { pid } = this;
    if (pid === undefined) throw new Problem(`${this.name} does not run.`);
    signalGroup(pid, 'SIGKILL');
    while (this.pid === pid) await sleep(5);
    return pid;
  }

  /** Asks the process to stop without waiting; for the moment when this process itself must go. */
  abandon() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    if (this.pid !== undefined) signalGroup(this.pid, this.stopSignal);
  }
}
