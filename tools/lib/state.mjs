import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writePrivateJson } from './files.mjs';
import { Problem } from './problem.mjs';
import { endGroup, processIdentity } from './processes.mjs';

const written = new Set([
  'logs',
  'mails.jsonl',
  'nats',
  'nats-server.conf',
  'postgres',
  'postgres-location.json',
  'secrets.json',
  'stamps.json',
]);

const reasons = {
  EEXIST: 'it is no folder',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** What keeps a folder from being used, in one sentence. */
function unusable(dir, error) {
  const reason = reasons[error?.code];
  return reason ? new Problem(`The state folder ${dir} cannot be used: ${reason}.`) : error;
}

/** The files of one state folder and the bookkeeping of its processes. */
export class State {
  #processes = new Map();

  /** @param {string} dir */
  constructor(dir) {
    this.dir = dir;
    this.runningFile = join(dir, 'running.json');
    this.pidsFile = join(dir, 'pids.json');
    this.lockFile = join(dir, 'lock.json');
    this.stampsFile = join(dir, 'stamps.json');
  }

  /** Makes this process the only one that uses the folder. */
  lock() {
    try {
      mkdirSync(this.dir, { recursive: true });
    } catch (error) {
      throw unusable(this.dir, error);
    }
    const holder = readJson(this.lockFile);
    if (holder && processIdentity(holder.pid) === holder.identity) throw new Problem(this.#alreadyRuns(holder));
    rmSync(this.lockFile, { force: true });
    let file;
    try {
      file = openSync(this.lockFile, 'wx', 0o600);
    } catch (error) {
      if (error?.code !== 'EEXIST') throw unusable(this.dir, error);
      throw new Problem(`Another start of Muster is using ${this.dir} at this moment.`);
    }
    writeSync(file, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }));
    closeSync(file);
  }

  #alreadyRuns(holder) {
    const running = readJson(this.runningFile);
    const where = running ? `at ${running.baseUrl}` : 'and is still starting';
    return (
      `Muster runs already ${where} (process ${holder.pid}, state in ${this.dir}).\n` +
      'Stop it with Ctrl-C where it was started, or run a second one with: npm start -- --state <another folder>'
    );
  }

  /** Ends what an earlier start left behind when it was killed; call with the lock held. */
  async clearLeftovers(report) {
    const known = readJson(this.pidsFile)?.processes ?? [];
    // Ending in reverse order of starting lets the services finish before their database goes.
    for (const { name, pid, identity, stopSignal, urgentSignal } of known.reverse()) {
      if (processIdentity(pid) !== identity) continue;
      report.info(`Ending ${name} (process ${pid}), left over from an earlier start`);
      await endGroup(pid, stopSignal, 5_000, urgentSignal);
    }
    rmSync(this.pidsFile, { force: true });
    rmSync(this.runningFile, { force: true });
  }

  /** Writes down a process that was just started, so that a later start can find it. */
  remember({ name, pid, stopSignal, urgentSignal }) {
    this.#processes.set(pid, { name, pid, identity: processIdentity(pid), stopSignal, urgentSignal });
    this.#writeProcesses();
  }

  /** Crosses out a process that has ended. */
  forget(pid) {
    if (this.#processes.delete(pid)) this.#writeProcesses();
  }

  #writeProcesses() {
    // The folder may have been removed under a system that is being stopped.
    if (!existsSync(this.dir)) return;
    writePrivateJson(this.pidsFile, { processes: [...this.#processes.values()] });
  }

  /** A remembered fact about this folder's database, such as that it was seeded. */
  stamp(name) {
    return readJson(this.stampsFile)?.[name];
  }

  /** Remembers such a fact; undefined forgets it. */
  setStamp(name, value) {
    writePrivateJson(this.stampsFile, { ...readJson(this.stampsFile), [name]: value });
  }

  /** @throws Problem for a folder that holds something by the names of ours, but was never a state folder */
  requireOurs() {
    const found = readdirSync(this.dir).filter((entry) => written.has(entry));
    if (found.length === 0 || found.includes('secrets.json') || found.includes('stamps.json')) return;
    throw new Problem(
      `${this.dir} has ${found.join(', ')}, but is no state folder of Muster: nothing is removed there.\n` +
        'Name another one with: npm start -- --state <folder>',
    );
  }

  /** Removes what a system has written, and nothing else that lies there, such as downloaded programs. */
  wipe() {
    // An external database that was used from here cannot be read without its keys.
    const external = this.stamp('external');
    for (const entry of readdirSync(this.dir)) {
      if (external && entry === 'secrets.json') continue;
      if (written.has(entry)) rmSync(join(this.dir, entry), { recursive: true, force: true });
    }
    if (external) this.setStamp('external', external);
  }

  /** Ends the use of the folder. */
  unlock() {
    for (const file of [this.runningFile, this.pidsFile, this.lockFile]) rmSync(file, { force: true });
  }
}
