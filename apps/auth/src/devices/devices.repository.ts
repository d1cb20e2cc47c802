import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

/** Wrong passwords in a row after which a device is like any other. */
const maxFailures = 10;
/** Days that a device is remembered. */
export const rememberedDays = 30;

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

// A password that was set later ends it, whoever set it.
const alive = `d.expires_at > now() AND NOT EXISTS (
  SELECT FROM credentials c WHERE c.user_id = d.user_id AND c.password_set_at > d.created_at)`;

@Injectable()
export class DevicesRepository {
  constructor(private readonly database: Database) {}

  async add(device: { token: string; accountId: string; userId: string; secondFactor: boolean }): Promise<void> {
    await this.database.query(
      `INSERT INTO remembered_devices (secret_digest, account_id, user_id, second_factor, expires_at)
       VALUES ($1, $2, $3, $4, now() + interval '${rememberedDays} days')`,
      [digestOf(device.token), device.accountId, device.userId, device.secondFactor],
      'device-add',
    );
  }

  /** Whether a second factor was proved on this device of theirs. */
  async hasProved(token: string, userId: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM remembered_devices d WHERE d.secret_digest = $1 AND d.user_id = $2 AND d.second_factor AND ${alive}`,
      [digestOf(token), userId],
      'device-proved',
    );
    return rows.length > 0;
  }

  /** Takes one of its tries of a password before it is evaluated. @returns false when it is no device of the address */
  async takeTry(token: string, email: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE remembered_devices d SET failures = d.failures + 1 FROM identities i
       WHERE d.secret_digest = $1 AND i.user_id = d.user_id AND i.email = $2 AND i.deleted_at IS NULL
         AND d.failures < ${maxFailures} AND ${alive} RETURNING 1`,
      [digestOf(token), email],
      'device-try',
    );
    return rows.length > 0;
  }

  /** The try was not evaluated. */
  async returnTry(token: string): Promise<void> {
    await this.database.query(
      'UPDATE remembered_devices SET failures = greatest(failures - 1, 0) WHERE secret_digest = $1',
      [digestOf(token)],
    );
  }

  /** The right password: nothing counts any more. */
  async succeed(token: string): Promise<void> {
    this.database.post(
      'UPDATE remembered_devices SET failures = 0 WHERE secret_digest = $1',
      [digestOf(token)],
      'device-succeed',
    );
  }

  /** All of a person; with a time, those that were remembered before it. */
  async forgetAll(userId: string, before?: Date): Promise<void> {
    await this.database.query(
      'DELETE FROM remembered_devices WHERE user_id = $1 AND ($2::timestamptz IS NULL OR created_at < $2)',
      [userId, before ?? null],
    );
  }

  async purge(): Promise<void> {
    await this.database.query('DELETE FROM remembered_devices WHERE expires_at < now()');
  }
}
