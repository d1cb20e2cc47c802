import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export interface DirectoryRow {
  id: string;
  first_name: string;
  last_name: string;
  photo_id: string | null;
  deleted: boolean;
}

@Injectable()
export class DirectoryRepository {
  constructor(private readonly database: Database) {}

  /** In the order of the ids, deleted people among them. */
  async byIds(accountId: string, ids: readonly string[]): Promise<DirectoryRow[]> {
    return this.database.query<DirectoryRow>(
      `SELECT u.id, u.first_name, u.last_name, u.photo_id, u.deleted_at IS NOT NULL AS deleted FROM users u
       WHERE u.account_id = $1 AND u.id = ANY ($2::uuid[]) ORDER BY array_position($2::uuid[], u.id)`,
      [accountId, ids],
      'directory',
    );
  }
}
