import { Injectable } from '@nestjs/common';
import type { PhotoSize } from '#contracts';
import { Database } from '#postgres';

export interface NewPhoto {
  id: string;
  small: Buffer;
  large: Buffer;
  digest: string;
}

/** Of a user or of a team. */
export interface PhotoHolder {
  kind: 'user' | 'team';
  id: string;
}

export interface LockedTeam {
  photo_id: string | null;
  version: number;
}

@Injectable()
export class PhotosRepository {
  constructor(private readonly database: Database) {}

  /** Puts the photo in the place of the one before. Whoever calls holds the row of the holder. */
  async replace(accountId: string, { kind, id }: PhotoHolder, photo: NewPhoto): Promise<void> {
    await this.remove(accountId, { kind, id });
    const [userId, teamId] = kind === 'user' ? [id, null] : [null, id];
    await this.database.query(
      `INSERT INTO photos (id, account_id, user_id, team_id, small, large, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [photo.id, accountId, userId, teamId, photo.small, photo.large, photo.digest],
      'photo-insert',
    );
  }

  async remove(accountId: string, { kind, id }: PhotoHolder): Promise<void> {
    const column = kind === 'user' ? 'user_id' : 'team_id';
    await this.database.query(`DELETE FROM photos WHERE account_id = $1 AND ${column} = $2`, [accountId, id]);
  }

  async digestOf(accountId: string, photoId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ digest: string }>(
      'SELECT digest FROM photos WHERE account_id = $1 AND id = $2',
      [accountId, photoId],
    );
    return row?.digest;
  }

  /** @returns undefined for ids that the account does not have; otherwise the row is held until the transaction ends */
  async lockTeam(accountId: string, teamId: string): Promise<LockedTeam | undefined> {
    const [row] = await this.database.query<LockedTeam>(
      'SELECT photo_id, version FROM teams WHERE account_id = $1 AND id = $2 FOR NO KEY UPDATE',
      [accountId, teamId],
    );
    return row;
  }

  async showOnTeam(accountId: string, teamId: string, photoId: string | null): Promise<void> {
    await this.database.query(
      'UPDATE teams SET photo_id = $3, version = version + 1, updated_at = now() WHERE account_id = $1 AND id = $2',
      [accountId, teamId, photoId],
    );
  }

  /** For whoever knows the name: nobody says which account it is of. */
  async read(photoId: string, size: PhotoSize): Promise<{ webp: Buffer; digest: string } | undefined> {
    return this.database.transaction({ system: 'a photo by its name' }, async () => {
      const [row] = await this.database.query<{ webp: Buffer; digest: string }>(
        `SELECT CASE WHEN $2 THEN small ELSE large END AS webp, digest FROM photos WHERE id = $1`,
        [photoId, size === 'small'],
        'photo-read',
      );
      return row;
    });
  }
}
