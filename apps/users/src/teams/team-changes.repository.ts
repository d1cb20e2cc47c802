import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';
import type { Difference } from '../access/difference.js';

/** A team that a transaction holds. */
export interface HeldTeam {
  id: string;
  account_id: string;
  name: string;
  mention: string;
  version: number;
}

const heldColumns = 'id, account_id, name, mention, version';

const insertTeam = `WITH handle AS (
    INSERT INTO mentions (account_id, handle, holder_id)
    SELECT $2::uuid, c.handle, $1::uuid FROM unnest($4::text[]) WITH ORDINALITY AS c (handle, position)
    WHERE NOT EXISTS (SELECT FROM mentions m WHERE m.account_id = $2 AND m.handle = c.handle)
    ORDER BY c.position LIMIT 1 ON CONFLICT DO NOTHING RETURNING handle)
  INSERT INTO teams (id, account_id, name, mention) SELECT $1, $2, $3, handle FROM handle RETURNING ${heldColumns}`;

/** Writing teams. */
@Injectable()
export class TeamChangesRepository {
  constructor(private readonly database: Database) {}

  /**
   * @param handles in order of preference; the first that neither a user nor a team has is taken
   * @returns undefined when somebody else took it in the same moment
   */
  async insert(team: { id: string; accountId: string; name: string }, handles: readonly string[]) {
    const values = [team.id, team.accountId, team.name, handles];
    const [row] = await this.database.query<HeldTeam>(insertTeam, values, 'team-insert');
    return row;
  }

  /** Holds the team until the transaction ends. @returns undefined for ids that the account does not have */
  async hold(accountId: string, teamId: string): Promise<HeldTeam | undefined> {
    const [row] = await this.database.query<HeldTeam>(
      `SELECT ${heldColumns} FROM teams WHERE account_id = $1 AND id = $2 FOR UPDATE`,
      [accountId, teamId],
    );
    return row;
  }

  /** @throws AppError `mention_taken`, decided by the constraint over users and teams */
  async update(team: HeldTeam, { name, mention }: { name: string; mention: string }): Promise<void> {
    const { account_id: accountId, id } = team;
    if (mention !== team.mention) {
      await meaning({ pk_mentions: () => new AppError('mention_taken') }, () =>
        this.database.query('UPDATE mentions SET handle = $3 WHERE account_id = $1 AND holder_id = $2', [
          accountId,
          id,
          mention,
        ]),
      );
    }
    await this.database.query('UPDATE teams SET name = $3, mention = $4 WHERE account_id = $1 AND id = $2', [
      accountId,
      id,
      name,
      mention,
    ]);
  }

  /** Memberships and grants go with it. */
  async delete(accountId: string, teamId: string): Promise<void> {
    await this.database.query('DELETE FROM mentions WHERE account_id = $1 AND holder_id = $2', [accountId, teamId]);
    await this.database.query('DELETE FROM teams WHERE account_id = $1 AND id = $2', [accountId, teamId]);
  }

  async memberIds(accountId: string, teamId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT user_id AS id FROM team_members WHERE account_id = $1 AND team_id = $2 ORDER BY 1',
      [accountId, teamId],
    );
    return rows.map((row) => row.id);
  }

  async mailboxIds(accountId: string, teamId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT mailbox_id AS id FROM team_mailbox_grants WHERE account_id = $1 AND team_id = $2 ORDER BY 1',
      [accountId, teamId],
    );
    return rows.map((row) => row.id);
  }

  async changeMembers(team: HeldTeam, { added, removed }: Difference): Promise<void> {
    const left = 'DELETE FROM team_members WHERE account_id = $1 AND team_id = $2 AND user_id = ANY ($3::uuid[])';
    await this.database.query(left, [team.account_id, team.id, removed]);
    const joined = `INSERT INTO team_members (account_id, team_id, user_id)
      SELECT $1, $2, unnest($3::uuid[]) ON CONFLICT DO NOTHING`;
    await this.database.query(joined, [team.account_id, team.id, added]);
  }

  async changeMailboxes(team: HeldTeam, { added, removed }: Difference): Promise<void> {
    const taken = `DELETE FROM team_mailbox_grants
      WHERE account_id = $1 AND team_id = $2 AND mailbox_id = ANY ($3::uuid[])`;
    await this.database.query(taken, [team.account_id, team.id, removed]);
    const given = `INSERT INTO team_mailbox_grants (account_id, team_id, mailbox_id)
      SELECT $1, $2, unnest($3::uuid[]) ON CONFLICT DO NOTHING`;
    await this.database.query(given, [team.account_id, team.id, added]);
  }
}
