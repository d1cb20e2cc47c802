import 'reflect-metadata';
import { hash } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import type { Role } from '#contracts';
import { Database, dataSourceOptions } from '#postgres';
import { authDatabase } from './database/service-database.js';
import { isManager } from './identities/identities.repository.js';
import { addressDigest, maxFailuresInARow } from './limits/limits.repository.js';
import { hashParameters } from './passwords/password-hasher.js';

interface SeedUser {
  id: string;
  email: string;
  role: Role;
  state: 'active' | 'invited' | 'not_invited' | 'suspended';
  lockedOut?: boolean;
  /** Who has one can sign in. */
  password?: string;
}

/** What auth needs of an account with all its people. */
export interface SeedDocument {
  account: { id: string };
  users: SeedUser[];
}

async function hashes(users: readonly SeedUser[]): Promise<Map<string, string>> {
  const passwords = [...new Set(users.flatMap(({ password }) => password ?? []))];
  const entries = await Promise.all(
    passwords.map(async (password) => [password, await hash(password.normalize('NFC'), hashParameters)] as const),
  );
  return new Map(entries);
}

async function insert(database: Database, people: SeedDocument): Promise<void> {
  const known = await hashes(people.users);
  const identities = people.users.map(({ id, email, state, role }) => ({
    id,
    email,
    suspended: state === 'suspended',
    manager: isManager(role),
  }));
  await database.query(
    `INSERT INTO identities (user_id, account_id, email, email_version, suspended_at, manager, role_version)
     SELECT id, $1, email, 1, CASE WHEN suspended THEN now() END, manager, 1
     FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, email text, suspended boolean, manager boolean) ON CONFLICT DO NOTHING`,
    [people.account.id, JSON.stringify(identities)],
  );
  const accepted = people.users.filter(({ state }) => state === 'active' || state === 'suspended');
  const credentials = accepted.map(({ id, password }) => ({ id, hash: password && known.get(password) }));
  await database.query(
    `INSERT INTO credentials (user_id, account_id, password_hash, password_set_at, version)
     SELECT id, $1, hash, now(), 1 FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, hash text) ON CONFLICT DO NOTHING`,
    [people.account.id, JSON.stringify(credentials)],
  );
  const locked = people.users.filter((user) => user.lockedOut === true).map(({ email }) => addressDigest(email));
  await database.query(
    `INSERT INTO password_guards (address_digest, failures, locked_at)
     SELECT digest, ${maxFailuresInARow}, now() FROM unnest($1::bytea[]) AS digest ON CONFLICT DO NOTHING`,
    [locked],
  );
}

/**
 * Puts the identities, passwords and blocks of an account's people into the schema `auth`, in one transaction. What is
 * there already stays as it is.
 * @param options.serviceUrl connection of the service, or of an administrator
 */
export async function seed({ serviceUrl, people }: { serviceUrl: string; people: SeedDocument }): Promise<void> {
  const dataSource = new DataSource(
    dataSourceOptions(authDatabase, { url: serviceUrl, poolSize: 1, statementTimeoutMs: 120_000 }),
  );
  await dataSource.initialize();
  try {
    const database = new Database(dataSource, authDatabase.schema);
    await database.transaction({ system: 'seed an account' }, () => insert(database, people));
  } finally {
    await dataSource.destroy();
  }
}
