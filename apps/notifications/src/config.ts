import { z } from 'zod';
import { commonVariables, databaseVariables, publicUrl } from '#config';
import { EmailAddress } from '#contracts';

/** Who mails come from: a display name and one plain address. */
export interface Sender {
  name: string;
  address: string;
}

const nameAndAddress = /^"?([^"<>\r\n]{0,60}?)"?\s*<([^<>\s]+)>$/;

function readSender(text: string, context: z.RefinementCtx): Sender {
  const [, name = '', address = text] = nameAndAddress.exec(text.trim()) ?? [];
  const checked = EmailAddress.safeParse(address);
  if (checked.success) return { name: name.trim() || 'Muster', address: checked.data };
  context.addIssue({
    code: 'custom',
    message: 'must be an address, or a name with one: Muster <no-reply@example.com>',
  });
  return z.NEVER;
}

export const configSchema = z.object({
  ...commonVariables,
  ...databaseVariables,
  PUBLIC_URL: publicUrl,
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be a smtp:// or smtps:// URL' })
    .describe('The relay that takes our mail: smtp://user:password@host:port, smtps:// for TLS from the first byte'),
  MAIL_FROM: z.string().transform(readSender).describe('Sender of all mails: Name <address>'),
  MAIL_CONCURRENCY: z.coerce.number().int().min(1).max(50).default(4).describe('Mails handed over at the same time'),
  MAIL_RETRY_HOURS: z.coerce
    .number()
    .min(0.001)
    .max(168)
    .default(24)
    .describe('Hours until a deferred mail is given up'),
  MAIL_HOURLY_LIMIT: z.coerce.number().int().min(1).max(10_000).default(20).describe('Mails to one address per hour'),
  SMTP_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(500)
    .max(60_000)
    .default(20_000)
    .describe('Longest time that the relay may take for one mail'),
});
export type NotificationsConfig = Readonly<z.infer<typeof configSchema>>;

/** Token of the configuration for constructors. */
export const CONFIG = Symbol('notifications config');
