import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export type RequireTwoFactor = 'none' | 'managers' | 'everyone';

@Injectable()
export class RequirementsRepository {
  constructor(private readonly database: Database) {}

  async read(accountId: string): Promise<RequireTwoFactor> {
    const [row] = await this.database.query<{ require: RequireTwoFactor }>(
      'SELECT require FROM account_two_factor WHERE account_id = $1',
      [accountId],
      'two-factor-requirement',
    );
    return row?.require ?? 'none';
  }

  /** Writes it, unless a newer one is known. */
  async put(accountId: string, require: RequireTwoFactor, version: number): Promise<void> {
    await this.database.query(
      `INSERT INTO account_two_factor AS a (account_id, require, version) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT pk_account_two_factor DO UPDATE SET require = excluded.require, version = excluded.version
         WHERE a.version < excluded.version`,
      [accountId, require, version],
    );
  }
}
