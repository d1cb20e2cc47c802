import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, tail } from './commands.mjs';
import { demoSignIns } from './demo.mjs';
import { readJson, writePrivateJson } from './files.mjs';
import { exampleAddresses, examplePart, prepareExample } from './examples.mjs';
import { refuseFreshOfExternal, untilDatabaseAnswers, untilNatsAnswers } from './external.mjs';
import { prepareNats } from './nats.mjs';
import { findNatsServer } from './nats-binary.mjs';
import { defaultStateDir, examples, services } from './paths.mjs';
import { choosePorts, releasePorts } from './ports.mjs';
import { removePostgresElsewhere } from './postgres-binaries.mjs';
import { Problem } from './problem.mjs';
import { createReporter, seconds } from './reporter.mjs';
import { describeRunning } from './running.mjs';
import { loadSecrets } from './secrets.mjs';
import { natsAccess } from './service-env.mjs';
import { State } from './state.mjs';
import { SystemDatabase } from './system-database.mjs';
import { mailPart, servicePart } from './system-parts.mjs';

const buildScript = fileURLToPath(new URL('../build.mjs', import.meta.url));
const readyWithin = 60_000;

// The gateway first, so that nobody is let in whose request cannot be finished; the database last.
const stopOrder = [['gateway'], examples, ['users', 'auth', 'notifications'], ['mail'], ['nats'], ['postgres']];

/** A whole Muster: database, broker, mail sink and the services, supervised by this process. */
class System {
  #options;
  #state;
  #report;
  #parts = new Map();
  #ports;
  #secrets;
  #database;
  #nats;
  #written = false;
  #stopping;
  #atExit = () => this.abandon();

  constructor(options) {
    if (options.fresh) refuseFreshOfExternal();
    this.#options = { build: true, seed: true, examples: false, fresh: false, fastUnsafe: false, env: {}, ...options };
    const stateDir = resolve(options.stateDir ?? defaultStateDir);
    this.#options.fixedPorts = stateDir === defaultStateDir;
    this.#options.copies = { ...Object.fromEntries(services.map((service) => [service, 1])), ...options.copies };
    this.#state = new State(stateDir);
    this.#report = options.report ?? createReporter({ quiet: options.quiet ?? false });
  }

  /** What `running.json` holds; made anew at every reading, because processes come and go. */
  get running() {
    return describeRunning({
      ports: this.#ports,
      parts: this.#parts,
      natsUrl: this.#nats.adminUrl,
      databaseUrl: this.#database.adminUrl,
      databaseUrls: this.#database.urls,
      signIns: this.#options.seed ? demoSignIns(this.#secrets.people) : {},
      examples: this.#examples.map((name) => exampleAddresses(name, this.#exampleContext(name))),
    });
  }

  get #examples() {
    return this.#options.examples ? examples : [];
  }

  get stateDir() {
    return this.#state.dir;
  }

  /** Claims the state folder; fails when another system runs there. */
  lock() {
    this.#state.lock();
  }

  async start() {
    const { copies, fixedPorts, port } = this.#options;
    await this.#prepareState();
    process.once('exit', this.#atExit);
    if (this.#options.build) await this.#build();
    this.#ports = await choosePorts({ fixed: fixedPorts, gatewayPort: port, copies, examples: this.#examples });
    this.#secrets = loadSecrets(this.#state.dir);
    this.#database = new SystemDatabase({ state: this.#state, secrets: this.#secrets, report: this.#report });
    this.#nats = natsAccess(process.env.NATS_URL, { port: this.#ports.nats, passwords: this.#secrets.nats });
    // Else everything would wait for what somebody has mistyped.
    await this.#together([() => this.#findDatabase(), () => this.#findNats()]);
    const servicesBegun = Date.now();
    // It needs no database, and waits for NATS by itself: it loads while the database is made.
    this.#launch('gateway');
    await this.#together([() => this.#startDatabase(), () => this.#startNats(), () => this.#startMail()]);
    await this.#startServices(servicesBegun);
    for (const name of this.#examples) await this.#startExample(name);
    this.#written = true;
    this.#writeRunning();
  }

  async #prepareState() {
    await this.#state.clearLeftovers(this.#report);
    if (!this.#options.fresh) return;
    this.#state.requireOurs();
    removePostgresElsewhere(this.#state.dir);
    this.#state.wipe();
  }

  async #build() {
    // In a process of its own: swc's threads and memory are not kept for as long as the system runs.
    const { code, output } = await run(process.execPath, [buildScript]);
    if (code !== 0) throw new Problem(`The build failed:\n${tail(output, 60)}`);
    if (output.trim() !== '') this.#report.info(output.trim());
  }

  // All are waited for even when one fails, so that nothing starts any more when stopping begins.
  async #together(tasks) {
    const results = await Promise.allSettled(tasks.map((task) => task()));
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    this.#options.signal?.throwIfAborted();
  }

  async #findDatabase() {
    if (this.#database.isExternal) await untilDatabaseAnswers(process.env.DATABASE_URL, this.#options.signal);
  }

  async #findNats() {
    if (process.env.NATS_URL) await untilNatsAnswers(this.#nats, this.#options.signal);
  }

  #partOptions() {
    return {
      report: this.#report,
      onSpawn: (part) => {
        this.#state.remember(part);
        this.#writeRunning();
      },
      onEnd: (pid) => this.#state.forget(pid),
    };
  }

  async #startPart(part) {
    this.#options.signal?.throwIfAborted();
    this.#parts.set(part.service, [part]);
    const begun = Date.now();
    await part.start({ deadlineMs: readyWithin, signal: this.#options.signal });
    this.#report.info(`${part.name} is up (${seconds(Date.now() - begun)})`);
  }

  async #startDatabase() {
    if (!this.#database.isExternal) {
      const part = await this.#database.prepareServer({
        port: this.#ports.postgres,
        fastUnsafe: this.#options.fastUnsafe,
        settings: this.#options.postgresSettings,
        partOptions: this.#partOptions(),
      });
      await this.#startPart(part);
    }
    this.#options.signal?.throwIfAborted();
    await this.#database.bringUpToDate({ seed: this.#options.seed });
  }

  async #startNats() {
    if (process.env.NATS_URL) return;
    const part = await prepareNats({
      stateDir: this.#state.dir,
      port: this.#ports.nats,
      binary: await findNatsServer(this.#report),
      passwords: this.#secrets.nats,
      partOptions: this.#partOptions(),
    });
    await this.#startPart(part);
  }

  async #startMail() {
    if (process.env.SMTP_URL) return;
    await this.#startPart(
      mailPart({ stateDir: this.#state.dir, ports: this.#ports, partOptions: this.#partOptions() }),
    );
  }

  #serviceContext(service) {
    return {
      stateDir: this.#state.dir,
      ports: this.#ports,
      partOptions: this.#partOptions(),
      publicUrl: `http://localhost:${this.#ports.gateway[0]}`,
      nats: this.#nats,
      databaseUrls: service === 'gateway' ? {} : this.#database.urls,
      secrets: this.#secrets,
      smtpUrl: process.env.SMTP_URL ?? `smtp://127.0.0.1:${this.#ports.smtp}`,
      env: this.#options.env,
    };
  }

  #launch(service) {
    const context = this.#serviceContext(service);
    const copies = Array.from({ length: this.#options.copies[service] }, (_, copy) =>
      servicePart(service, copy, context),
    );
    this.#parts.set(service, copies);
    for (const part of copies) part.launch();
  }

  async #startServices(begun) {
    this.#report.info('Starting the services ...');
    for (const service of services) if (service !== 'gateway') this.#launch(service);
    const waits = services.map((service) => async () => {
      await Promise.all(
        this.#parts
          .get(service)
          .map((part) => part.untilReady({ deadlineMs: readyWithin, signal: this.#options.signal })),
      );
      this.#report.info(`  ${service} is ready (${seconds(Date.now() - begun)})`);
    });
    await Promise.all(waits.map((wait) => wait()));
  }

  #exampleContext(name) {
    return {
      stateDir: this.#state.dir,
      partOptions: this.#partOptions(),
      port: this.#ports.examples[name],
      nats: this.#nats,
      adminUrl: this.#database.adminUrl,
      databaseUrl: this.#database.urlOfExample(name),
      seed: this.#options.seed,
    };
  }

  async #startExample(name) {
    const context = this.#exampleContext(name);
    await prepareExample(name, context);
    await this.#startPart(examplePart(name, context));
  }

  #writeRunning() {
    if (this.#written) writePrivateJson(this.#state.runningFile, this.running);
  }

  #partsOf(name) {
    const parts = this.#parts.get(name);
    if (!parts) throw new Problem(`This system runs no ${name} of its own.`);
    return parts;
  }

  /** Ends one copy of a service (or `nats`, `postgres`, `mail`) as a crash would; it is then started again. */
  async kill(name, index = 0) {
    return this.#partsOf(name)[index].kill();
  }

  /** Stops all copies of a part until startPart; with `signal: 'SIGKILL'` as a crash would. */
  async stopPart(name, { signal } = {}) {
    await Promise.all(this.#partsOf(name).map((part) => part.stop(signal)));
    this.#writeRunning();
  }

  /** Starts a stopped part again and waits until it is ready. */
  async startPart(name) {
    await Promise.all(this.#partsOf(name).map((part) => part.start({ deadlineMs: readyWithin })));
  }

  /** Replaces the copies of a service one after the other, as an upgrade does. */
  async restart(service) {
    for (const part of this.#partsOf(service)) {
      await part.stop();
      await part.start({ deadlineMs: readyWithin });
    }
  }

  /** Waits until everything that should run is ready. */
  async ready({ deadlineMs = readyWithin } = {}) {
    await Promise.all([...this.#parts.values()].flat().map((part) => part.untilReady({ deadlineMs })));
  }

  /** Stops everything in order. */
  stop() {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll() {
    this.#written = false;
    for (const names of stopOrder) {
      const parts = names.flatMap((name) => this.#parts.get(name) ?? []);
      await Promise.all(parts.map((part) => part.stop()));
    }
    process.removeListener('exit', this.#atExit);
    this.#finish();
  }

  /** Ends everything without letting it finish, also while a stop is under way; nothing runs when it returns. */
  async stopAtOnce() {
    this.#written = false;
    await Promise.all([...this.#parts.values()].flat().map((part) => part.stopAtOnce()));
    this.#finish();
  }

  #finish() {
    if (this.#ports) releasePorts(this.#ports);
    this.#state.unlock();
  }

  /** Asks everything to end without waiting; for when this process itself ends. */
  abandon() {
    for (const part of [...this.#parts.values()].flat()) part.abandon();
  }
}

/**
 * Starts a whole Muster and waits until every process is ready; stops everything again when that fails.
 * @param {object} [options]
 * @param {string} [options.stateDir] other than `.muster`: free ports are chosen, so several can run side by side
 * @param {Record<string, number>} [options.copies] copies per service, one each by default
 * @param {boolean} [options.quiet]
 * @param {boolean} [options.fresh] forget everything kept in the state folder
 * @param {boolean} [options.build] build what has changed first (default)
 * @param {boolean} [options.seed] make the demonstration account (default)
 * @param {boolean} [options.examples] also run the example internal services
 * @param {Record<string, string | Record<string, string>>} [options.env] variables for all services, or for one of them
 *   under its name
 * @param {number} [options.port] of the gateway
 * @param {boolean} [options.fastUnsafe] a database that does not wait for the disk; not for tests of durability
 * @param {Record<string, string>} [options.postgresSettings]
 * @param {AbortSignal} [options.signal] gives up starting
 * @param {(system: System) => void} [options.onCreate] gets the system before it starts
 * @returns {Promise<System>}
 */
export async function startSystem(options = {}) {
  const system = new System(options);
  system.lock();
  options.onCreate?.(system);
  try {
    await system.start();
  } catch (error) {
    await system.stop();
    throw error;
  }
  return system;
}

/** Where the pids and addresses of the system in a state folder are, or undefined when none runs there. */
export function readRunning(stateDir = defaultStateDir) {
  return readJson(join(resolve(stateDir), 'running.json'));
}
