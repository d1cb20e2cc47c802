import { z } from 'zod';
import { Base64Key, commonVariables, databaseVariables, publicUrl } from '#config';

export const configSchema = z.object({
  ...commonVariables,
  ...databaseVariables,
  AUTH_MASTER_KEY: Base64Key(32).describe(
    '32 bytes in base64: mailed links, refresh tokens and stored signing keys depend on it; the same in every copy',
  ),
  PUBLIC_URL: publicUrl,
  SESSION_IDLE_DAYS: z.coerce.number().int().min(1).max(90).default(14).describe('Days that an unused session lives'),
  SESSION_MAX_DAYS: z.coerce.number().int().min(1).max(365).default(60).describe('Days that any session lives'),
  PASSWORD_RESET_MINUTES: z.coerce
    .number()
    .int()
    .min(5)
    .max(1440)
    .default(60)
    .describe('Minutes that a reset link lives'),
  SIGN_UP_HOURS: z.coerce.number().int().min(1).max(72).default(24).describe('Hours that a sign-up can be confirmed'),
  MAIL_REQUESTS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(30)
    .describe('Resets and sign-ups that may be asked for per minute from one IPv4 address or IPv6 /64'),
  REQUESTED_MAILS_PER_RECIPIENT: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(5)
    .describe(
      'Reset mails to one address per hour that anybody asks for, over all accounts; as many about sign-ups, and as many that managers send',
    ),
  GEO_CITY_DATABASE: z
    .string()
    .optional()
    .describe('File of a city database (.mmdb) for locations of sessions; without it only the country is shown'),
  ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(3600).default(600).describe('Life of an access token'),
  SIGN_IN_LIMIT_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(5)
    .max(1_000_000)
    .default(100)
    .describe('Failed tries of a password, link or code per minute from one IPv4 address or IPv6 /64'),
  HASH_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('Password hashes at once, per process; the number of cores by default'),
  HASH_QUEUE_LIMIT: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(96)
    .describe('Password hashes that may wait, per process; one more is answered with 503'),
});
export type AuthConfig = Readonly<z.infer<typeof configSchema>>;

/** Token of the configuration for constructors. */
export const CONFIG = Symbol('auth config');
