import 'reflect-metadata';
import { migrateService, type MigrateOptions } from '#postgres';
import { authDatabase } from './database/service-database.js';

/** Brings the schema `auth` up to date. @returns the names of the migrations that were applied */
export function migrate(options: MigrateOptions): Promise<string[]> {
  return migrateService(authDatabase, options);
}
