import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Person } from './factors.repository.js';

/** What a sign-in waits for. */
export type ChallengePurpose = 'second_factor' | 'enrolment';

export interface SignInChallenge {
  id: string;
  account_id: string;
  user_id: string;
  transport: 'cookie' | 'bearer';
  amr: string[];
  remember_device: boolean;
}

export type PasskeyPurpose = 'registration' | 'enrolment' | 'second_factor' | 'sign_in' | 'proof';

/** What a challenge for a passkey is bound to; null where nobody is known yet. */
export interface PasskeyBinding {
  purpose: PasskeyPurpose;
  person: Person | null;
  /** The sign-in or session that it belongs to. */
  subjectId: string | null;
}

/** Wrong answers that a sign-in takes. */
export const challengeTries = 5;
const signInMinutes = 10;
const passkeyMinutes = 5;

const columns = 'c.id, c.account_id, c.user_id, c.transport, c.amr, c.remember_device';
// Whoever is suspended or deleted meanwhile, or whose password is another one, has to begin anew.
const alive = `c.id = $1 AND c.purpose = $2 AND c.spent_at IS NULL AND c.expires_at > now()
  AND c.failures < ${challengeTries}
  AND EXISTS (SELECT FROM identities i WHERE i.user_id = c.user_id AND i.suspended_at IS NULL AND i.deleted_at IS NULL)
  AND NOT EXISTS (SELECT FROM credentials p WHERE p.user_id = c.user_id AND p.password_set_at > c.created_at)`;

@Injectable()
export class ChallengesRepository {
  constructor(private readonly database: Database) {}

  async add(
    challenge: Omit<SignInChallenge, 'account_id' | 'user_id' | 'remember_device'> &
      Person & { purpose: ChallengePurpose; rememberDevice: boolean },
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO sign_in_challenges (id, account_id, user_id, purpose, transport, amr, remember_device, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '${signInMinutes} minutes')`,
      [
        challenge.id,
        challenge.accountId,
        challenge.userId,
        challenge.purpose,
        challenge.transport,
        challenge.amr,
        challenge.rememberDevice,
      ],
      'challenge-add',
    );
  }

  async find(id: string, purpose: ChallengePurpose): Promise<SignInChallenge | undefined> {
    const [row] = await this.database.query<SignInChallenge>(
      `SELECT ${columns} FROM sign_in_challenges c WHERE ${alive}`,
      [id, purpose],
      'challenge-find',
    );
    return row;
  }

  /**
   * Whether its person may still sign in with the password that it followed from. Holds both until the transaction ends, and
   * before the row itself: whatever ends sign-ins locks them in the same order, and comes before or after, never between.
   */
  async holdStanding(id: string, purpose: ChallengePurpose): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM sign_in_challenges c JOIN identities i ON i.user_id = c.user_id
         JOIN credentials p ON p.user_id = c.user_id
       WHERE c.id = $1 AND c.purpose = $2 AND i.suspended_at IS NULL AND i.deleted_at IS NULL
         AND p.password_set_at <= c.created_at FOR SHARE OF i, p`,
      [id, purpose],
      'challenge-hold',
    );
    return rows.length > 0;
  }

  /** Takes one of its five tries before an answer is looked at, and holds the row: answers come one after another. */
  async takeTry(id: string, purpose: ChallengePurpose): Promise<SignInChallenge | undefined> {
    const [row] = await this.database.query<SignInChallenge>(
      `UPDATE sign_in_challenges c SET failures = c.failures + 1 WHERE ${alive} RETURNING ${columns}`,
      [id, purpose],
      'challenge-try',
    );
    return row;
  }

  /** @returns false when it was spent before */
  async spend(id: string): Promise<boolean> {
    const rows = await this.database.query(
      'UPDATE sign_in_challenges SET spent_at = now() WHERE id = $1 AND spent_at IS NULL RETURNING 1',
      [id],
      'challenge-spend',
    );
    return rows.length > 0;
  }

  /** All of a person; with a time, those that were made before it. */
  async removeAll(userId: string, before?: Date): Promise<void> {
    const theirs = 'user_id = $1 AND ($2::timestamptz IS NULL OR created_at < $2)';
    for (const table of ['sign_in_challenges', 'passkey_challenges']) {
      await this.database.query(`DELETE FROM ${table} WHERE ${theirs}`, [userId, before ?? null]);
    }
  }

  /** @returns false when the network asked for too many in the last minute */
  async addForPasskey(
    challenge: string,
    { purpose, person, subjectId }: PasskeyBinding,
    asker: { network: string; limit: number } | null,
  ): Promise<boolean> {
    // One after another for each network: those asked for at once would not see each other in the count.
    if (asker !== null)
      await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`passkeys:${asker.network}`]);
    const rows = await this.database.query(
      `INSERT INTO passkey_challenges (challenge, account_id, user_id, purpose, subject_id, network, expires_at)
       SELECT $1, $2, $3, $4, $5, $6::text, now() + interval '${passkeyMinutes} minutes'
       WHERE $6::text IS NULL OR $7::int > (SELECT count(*) FROM passkey_challenges p
         WHERE p.network = $6 AND p.created_at > now() - interval '1 minute') RETURNING 1`,
      [
        challenge,
        person?.accountId ?? null,
        person?.userId ?? null,
        purpose,
        subjectId,
        asker?.network ?? null,
        asker?.limit ?? null,
      ],
      'passkey-challenge-add',
    );
    return rows.length > 0;
  }

  /** The one conditional write that makes it single-use. @returns false when it is not one of ours, for this */
  async takeForPasskey(challenge: string, { purpose, person, subjectId }: PasskeyBinding): Promise<boolean> {
    const rows = await this.database.query(
      `DELETE FROM passkey_challenges WHERE challenge = $1 AND purpose = $2 AND user_id IS NOT DISTINCT FROM $3::uuid
         AND subject_id IS NOT DISTINCT FROM $4::uuid AND expires_at > now() RETURNING 1`,
      [challenge, purpose, person?.userId ?? null, subjectId],
      'passkey-challenge-take',
    );
    return rows.length > 0;
  }

  async purge(): Promise<void> {
    await this.database.query(`DELETE FROM sign_in_challenges WHERE expires_at < now() - interval '1 day'`);
    await this.database.query('DELETE FROM passkey_challenges WHERE expires_at < now()');
  }
}
