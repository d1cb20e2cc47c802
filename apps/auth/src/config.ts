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
  ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(3600).default(600).describe('Life of an access token'),
  SIGN_IN_LIMIT_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(5)
    .max(1_000_000)
    .default(100)
    .describe('Failed tries of a password, link or code per minute from one IPv4 address or IPv6 /64'),
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
