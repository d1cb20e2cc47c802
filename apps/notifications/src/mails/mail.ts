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
  /** Id of an email change or of an Auto Bcc address: the mail goes to the address that waits there. */
  subjectId?: string | null;
}

/** A mail that was taken from the queue to be sent. */
export interface QueuedMail extends NewMail {
  id: string;
  subjectId: string | null;
  messageId: string;
  attempts: number;
  version: number;
  createdAt: Date;
}

export type FinalStatus = 'accepted' | 'bounced' | 'suppressed';
