import { inOurDatabase, roleUrl, serviceDatabaseUrls } from './database-urls.mjs';
import { demoPeople } from './demo.mjs';
import { authMasterKey } from './service-env.mjs';
import { freshLog } from './logs.mjs';
import { databaseStamp, migrationsHash, runMigrations } from './migrations.mjs';
import { preparePostgres } from './postgres.mjs';
import { seconds } from './reporter.mjs';

/** The database of one system: embedded, or the one that DATABASE_URL names; migrated and seeded. */
export class SystemDatabase {
  #state;
  #secrets;
  #report;
  #adminUrl = process.env.DATABASE_URL;

  /** @param {{state: import('./state.mjs').State, secrets: object, report: object}} options */
  constructor({ state, secrets, report }) {
    this.#state = state;
    this.#secrets = secrets;
    this.#report = report;
  }

  /** Whether somebody else runs the server. */
  get isExternal() {
    return Boolean(process.env.DATABASE_URL);
  }

  /** URL of an administrator, in Muster's database. */
  get adminUrl() {
    return inOurDatabase(this.#adminUrl);
  }

  /** URL of each service's own role. */
  get urls() {
    return serviceDatabaseUrls(this.#adminUrl, this.#secrets.databaseRoles);
  }

  /** URL of an example's own role. */
  urlOfExample(name) {
    return roleUrl(this.#adminUrl, name, this.#secrets.databaseRoles[name]);
  }

  /**
   * Prepares the embedded server without starting it.
   * @param {{port: number, fastUnsafe: boolean, settings?: Record<string, string>, partOptions: object}} options
   */
  async prepareServer(options) {
    const { part, adminUrl, created } = await preparePostgres({
      ...options,
      stateDir: this.#state.dir,
      password: this.#secrets.postgres,
    });
    this.#adminUrl = adminUrl;
    if (created) for (const stamp of ['migrated', 'seeded']) this.#state.setStamp(stamp, undefined);
    return part;
  }

  /** Brings the schemas up to date, and makes the demonstration account once when it is wanted. */
  async bringUpToDate({ seed }) {
    const migrated = databaseStamp(this.#adminUrl, migrationsHash());
    const seeded = databaseStamp(this.#adminUrl, 'seeded');
    const seeding = seed && this.#state.stamp('seeded') !== seeded;
    // Somebody else may have changed an external database since.
    if (!seeding && !this.isExternal && this.#state.stamp('migrated') === migrated) return;
    const begun = Date.now();
    if (this.isExternal) this.#state.setStamp('external', true);
    await runMigrations({
      adminUrl: this.#adminUrl,
      urls: this.urls,
      people: seeding ? demoPeople(this.#secrets.people) : undefined,
      masterKey: authMasterKey(this.#secrets),
      logFile: freshLog(this.#state.dir, 'migrations'),
    });
    this.#state.setStamp('migrated', migrated);
    if (seeding) this.#state.setStamp('seeded', seeded);
    const what = seeding ? 'Database migrated, demonstration account made' : 'Database migrated';
    this.#report.info(`${what} (${seconds(Date.now() - begun)})`);
  }
}
