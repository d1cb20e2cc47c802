import { z } from 'zod';
import { Uuid } from './primitives.js';
import { Rights } from './roles.js';

/** How somebody proved who they are. */
export const CredentialKind = z.enum(['session', 'access_token', 'api_token', 'app_token']);

/**
 * Claims of the caller token: a JWT (ES256) that the auth service signs for at most 60 seconds and that every service
 * verifies. Roles and permissions are never in it: they are read where they are decided.
 */
export const Caller = z.object({
  /** The user. */
  sub: Uuid,
  /** The account. Every query is bound to it. */
  acc: Uuid,
  /** The session. */
  sid: Uuid,
  kind: CredentialKind,
  /** OAuth scopes; null means not limited by scopes. */
  scopes: z.array(z.string()).nullable().default(null),
  /** What a token of the account may do at most, whoever its person is by now. It takes away and never gives. */
  ceiling: Rights.optional(),
  /** When the person last proved who they are, seconds since 1970. */
  auth_time: z.int(),
  /** Authentication methods (RFC 8176), for example `pwd`, `otp`. */
  amr: z.array(z.string()).default([]),
  iat: z.int(),
  exp: z.int(),
});
export type Caller = z.infer<typeof Caller>;

/** Issuer and audiences of our JWTs. Each purpose has its own audience and is refused elsewhere. */
export const tokenIssuer = 'muster-auth';
export const callerTokenAudience = 'muster-internal';
export const accessTokenAudience = 'muster-api';

/** Claims of an access token (RFC 9068 in spirit): which session it belongs to, nothing about rights. */
export const AccessTokenClaims = z.object({
  iss: z.literal(tokenIssuer),
  aud: z.literal(accessTokenAudience),
  sub: Uuid,
  acc: Uuid,
  sid: Uuid,
  jti: Uuid,
  iat: z.int(),
  exp: z.int(),
});
export type AccessTokenClaims = z.infer<typeof AccessTokenClaims>;
