import { Injectable } from '@nestjs/common';
import type { confirmationCalls, RequestOf, ResponseOf } from '#contracts';
import { Database } from '#postgres';

type Wanted = RequestOf<typeof confirmationCalls.address>;
type Found = ResponseOf<typeof confirmationCalls.address>;

const statements: Record<Wanted['purpose'], string> = {
  email_change: `SELECT c.account_id AS "accountId", c.user_id AS "userId", c.new_email AS address,
      c.old_email AS "oldAddress", CASE WHEN c.confirmed_at IS NULL THEN 'waiting' ELSE 'done' END AS status
    FROM email_changes c JOIN users u ON u.account_id = c.account_id AND u.id = c.user_id
    WHERE c.id = $1 AND c.cancelled_at IS NULL AND (c.confirmed_at IS NOT NULL OR c.expires_at > now())
      AND u.deleted_at IS NULL`,
  auto_bcc: `SELECT b.account_id AS "accountId", b.user_id AS "userId", b.address,
      NULL AS "oldAddress", CASE WHEN b.confirmed_at IS NULL THEN 'waiting' ELSE 'done' END AS status
    FROM auto_bcc_addresses b JOIN users u ON u.account_id = b.account_id AND u.id = b.user_id
    WHERE b.id = $1 AND (b.confirmed_at IS NOT NULL OR b.expires_at > now()) AND u.deleted_at IS NULL`,
};

/** Where mails about confirmations go; over all accounts, for the service that holds ids only. */
@Injectable()
export class ConfirmationAddressesRepository {
  constructor(private readonly database: Database) {}

  async find({ purpose, subjectId }: Wanted): Promise<Found | undefined> {
    return this.database.transaction({ system: 'addresses of confirmation mails' }, async () => {
      const [row] = await this.database.query<Found>(
        statements[purpose],
        [subjectId],
        `confirmation-address-${purpose}`,
      );
      return row;
    });
  }
}
