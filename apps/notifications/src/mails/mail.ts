import type { MailKind } from '#contracts';

/** The reason for a mail: together with kind and recipient a link gives at most one. */
export interface NewMail {
  accountId: string;
  kind: MailKind;
  /** Whom the mail is about. */
  userId: string;
  recipientUserId: string;
  invitedBy: string | null;
  linkId: string | null;
  invitationVersion: number | null;
}

/** A mail that was taken from the queue to be sent. */
export interface QueuedMail extends NewMail {
  id: string;
  messageId: string;
  attempts: number;
  version: number;
  createdAt: Date;
}

export type FinalStatus = 'accepted' | 'bounced' | 'suppressed';
