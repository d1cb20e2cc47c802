import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export interface SignInPlace {
  userId: string;
  accountId: string;
  browser: string;
  os: string;
  country: string;
}

@Injectable()
export class SignInPlacesRepository {
  constructor(private readonly database: Database) {}

  /** Notes a sign-in. @returns whether it is the first ever, and whether the like was seen within 90 days */
  async note(place: SignInPlace): Promise<{ first: boolean; familiar: boolean }> {
    const [row] = await this.database.query<{ first: boolean; familiar: boolean }>(
      `WITH noted AS (
         INSERT INTO sign_in_places AS p (user_id, account_id, browser, os, country) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT pk_sign_in_places DO UPDATE SET seen_before = p.last_seen_at, last_seen_at = now()
         RETURNING coalesce(seen_before > now() - interval '90 days', false) AS familiar)
       SELECT NOT EXISTS (SELECT FROM sign_in_places WHERE user_id = $1) AS first, familiar FROM noted`,
      [place.userId, place.accountId, place.browser, place.os, place.country],
      'sign-in-place-note',
    );
    return row ?? { first: true, familiar: true };
  }

  /** Removes what was last seen 90 days ago, but the newest of each person. */
  async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM sign_in_places WHERE (user_id, browser, os, country) IN (
         SELECT user_id, browser, os, country FROM sign_in_places p
         WHERE last_seen_at < now() - interval '90 days' AND EXISTS (
           SELECT FROM sign_in_places n WHERE n.user_id = p.user_id AND n.last_seen_at > p.last_seen_at)
         LIMIT 5000)`,
    );
  }
}
