import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { Database, dataSourceOptions } from '#postgres';
import { authDatabase } from './database/service-database.js';

/** What ended, by kind. */
export interface Ended {
  sessions: number;
  apiKeys: number;
  links: number;
  devices: number;
  /** Sign-ins and passkey ceremonies that were half done. */
  challenges: number;
  /** 0 unless they were to end, too. */
  passwords: number;
}

const changes = {
  // First: whoever signs in with one meanwhile either comes too late or has a session that ends below.
  passwords: [
    `UPDATE credentials SET password_hash = NULL, password_set_at = NULL, needs_factor = false, version = version + 1
     WHERE password_hash IS NOT NULL`,
  ],
  sessions: [
    `UPDATE sessions SET ended_at = now(), ended_reason = 'revoked', access_token_sealed = NULL WHERE ended_at IS NULL`,
  ],
  apiKeys: ['UPDATE api_keys SET revoked_at = now(), version = version + 1 WHERE revoked_at IS NULL'],
  links: ['UPDATE links SET replaced_at = now() WHERE spent_at IS NULL AND replaced_at IS NULL'],
  devices: ['DELETE FROM remembered_devices'],
  challenges: ['DELETE FROM sign_in_challenges', 'DELETE FROM passkey_challenges'],
} as const satisfies Record<keyof Ended, readonly string[]>;

async function changed(database: Database, statement: string): Promise<number> {
  const counting = `WITH changed AS (${statement} RETURNING 1) SELECT count(*)::int AS count FROM changed`;
  const [row] = await database.query<{ count: number }>(counting);
  return row?.count ?? 0;
}

/**
 * Ends sessions, keys, links and devices that a copy of the database may have brought back although they had been revoked
 * since it was made: which of them were, the copy cannot know, so all of them end. People sign in again, with the password
 * and the factors that the copy has. Nothing is announced: what subscribers know is newer than the copy.
 * @param options.passwords true: passwords too, which may have been changed since; people choose new ones by mail
 */
export async function endAfterRestore(database: Database, options: { passwords: boolean }): Promise<Ended> {
  return database.transaction({ system: 'after restore' }, async () => {
    const ended: Ended = { sessions: 0, apiKeys: 0, links: 0, devices: 0, challenges: 0, passwords: 0 };
    for (const kind of Object.keys(changes) as (keyof Ended)[]) {
      if (kind === 'passwords' && !options.passwords) continue;
      for (const statement of changes[kind]) ended[kind] += await changed(database, statement);
    }
    return ended;
  });
}

/**
 * The command of `npm run after-restore`.
 * @param options.databaseUrl connection of the auth service, or of an administrator
 */
export async function main(options: { databaseUrl: string; passwords: boolean }): Promise<void> {
  const settings = { url: options.databaseUrl, poolSize: 1, statementTimeoutMs: 600_000 };
  const dataSource = new DataSource(dataSourceOptions(authDatabase, settings));
  await dataSource.initialize();
  try {
    const ended = await endAfterRestore(new Database(dataSource, authDatabase.schema), options);
    const { sessions, apiKeys, links, devices, challenges, passwords } = ended;
    process.stdout.write(
      `Ended: ${sessions} sessions, ${apiKeys} API keys, ${links} mailed links, ${devices} remembered devices, ` +
        `${challenges} unfinished sign-ins${options.passwords ? `, ${passwords} passwords` : ''}\n`,
    );
  } finally {
    await dataSource.destroy();
  }
}
