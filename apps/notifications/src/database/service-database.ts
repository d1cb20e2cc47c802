import { eventEntities } from '#events';
import type { ServiceDatabase } from '#postgres';
import { MailRow } from '../mails/mail.entity.js';
import { SuppressionRow } from '../mails/suppression.entity.js';
import { Foundation1764000000000 } from './migrations/1764000000000-foundation.js';
import { ConfirmationMails1764231000000 } from './migrations/1764231000000-confirmation-mails.js';
import { TwoFactorResetMails1764311000000 } from './migrations/1764311000000-two-factor-reset-mails.js';
import { AccessMails1764301000000 } from './migrations/1764301000000-access-mails.js';
import { TokenGuardianshipMails1764450000000 } from './migrations/1764450000000-token-guardianship-mails.js';
import { RefreshReuseMails1764460000001 } from './migrations/1764460000001-refresh-reuse-mails.js';

/** What the schema `notifications` holds, and how it came to be. */
export const notificationsDatabase: ServiceDatabase = {
  schema: 'notifications',
  entities: [MailRow, SuppressionRow, ...eventEntities],
  migrations: [
    Foundation1764000000000,
    ConfirmationMails1764231000000,
    AccessMails1764301000000,
    TwoFactorResetMails1764311000000,
    TokenGuardianshipMails1764450000000,
    RefreshReuseMails1764460000001,
  ],
};
