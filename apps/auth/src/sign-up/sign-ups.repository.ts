import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';

export interface SignUp {
  id: string;
  account_id: string;
  user_id: string;
  account_name: string;
  first_name: string;
  last_name: string;
  email: string;
  timezone: string | null;
  password_hash: string;
  expires_at: Date;
}

export interface NewSignUp extends Omit<SignUp, 'expires_at'> {
  hours: number;
}

/** Accounts that wait for the confirmation of their owner's address. */
@Injectable()
export class SignUpsRepository {
  constructor(private readonly database: Database) {}

  async add(wanted: NewSignUp): Promise<void> {
    await this.database.query(
      `INSERT INTO sign_ups (id, account_id, user_id, account_name, first_name, last_name, email, timezone,
         password_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 hour')`,
      [
        wanted.id,
        wanted.account_id,
        wanted.user_id,
        wanted.account_name,
        wanted.first_name,
        wanted.last_name,
        wanted.email,
        wanted.timezone,
        wanted.password_hash,
        wanted.hours,
      ],
      'sign-up-add',
    );
  }

  async byId(id: string): Promise<SignUp | undefined> {
    const [row] = await this.database.query<SignUp>(
      `SELECT id, account_id, user_id, account_name, first_name, last_name, email, timezone, password_hash, expires_at
       FROM sign_ups WHERE id = $1 AND expires_at > now()`,
      [id],
    );
    return row;
  }

  async remove(id: string): Promise<void> {
    await this.database.query('DELETE FROM sign_ups WHERE id = $1', [id]);
  }

  /** The owner can sign in from now on. The event about them may have come before; then it stays as it is. */
  async putIdentity({ user_id, account_id, email }: SignUp): Promise<void> {
    await meaning({ uq_identities_email: () => new AppError('email_taken') }, () =>
      this.database.query(
        `INSERT INTO identities (user_id, account_id, email, email_version, state_version) VALUES ($1, $2, $3, 1, 1)
         ON CONFLICT ON CONSTRAINT pk_identities DO NOTHING`,
        [user_id, account_id, email],
      ),
    );
  }

  async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM sign_ups WHERE id IN (SELECT id FROM sign_ups WHERE expires_at < now() LIMIT 5000)`,
    );
  }
}
