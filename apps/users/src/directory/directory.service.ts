import { Injectable } from '@nestjs/common';
import type { Caller, DirectoryEntry } from '#contracts';
import { Database } from '#postgres';
import { ActorRepository } from '../policy/actor.repository.js';
import { photoUrlOf } from '../photos/photo-url.js';
import { initialsOf } from '../users/names.js';
import { DirectoryRepository, type DirectoryRow } from './directory.repository.js';

function toEntry(row: DirectoryRow): DirectoryEntry {
  return {
    id: row.id,
    displayName: `${row.first_name} ${row.last_name}`.trim(),
    initials: initialsOf(row.first_name, row.last_name),
    photoUrl: photoUrlOf(row.photo_id),
    deleted: row.deleted,
  };
}

/** Names for ids, so that history goes on to say who did what. */
@Injectable()
export class DirectoryService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly directory: DirectoryRepository,
  ) {}

  /** Anybody who is signed in may ask: colleagues see each other's names. */
  async resolve(caller: Caller, ids: readonly string[]): Promise<{ items: DirectoryEntry[] }> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      await this.actors.toRead(caller);
      return { items: (await this.directory.byIds(caller.acc, ids)).map(toEntry) };
    });
  }
}
