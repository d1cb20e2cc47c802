import { z } from 'zod';
import { PlanName } from '#contracts';
import { Base64Key, commonVariables, databaseVariables } from '#config';

export const configSchema = z.object({
  ...commonVariables,
  ...databaseVariables,
  CURSOR_SIGNING_KEY: Base64Key(32).describe('32 bytes in base64: signs the cursors of lists; the same in every copy'),
  INVITATION_DAYS: z.coerce.number().int().min(1).max(60).default(7).describe('Days that an invitation is valid'),
  NEW_ACCOUNT_PLAN: PlanName.default('free').describe('Plan of accounts that sign up: free, standard, plus or company'),
});
export type UsersConfig = Readonly<z.infer<typeof configSchema>>;

/** Token of the configuration for constructors. */
export const CONFIG = Symbol('users config');
