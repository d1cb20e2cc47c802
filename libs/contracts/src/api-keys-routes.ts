import { z } from 'zod';
import {
  AccountToken,
  AccountTokens,
  ApiKeys,
  CreateAccountTokenBody,
  CreateApiKeyBody,
  NewAccountToken,
  NewApiKey,
  RotateApiKeyBody,
  TokenGuardianBody,
} from './api-keys.js';
import { defineRoute, type Route } from './http.js';
import { Uuid } from './primitives.js';

const ofUser = z.strictObject({ id: z.union([Uuid, z.literal('me')]) });
const keyOfUser = ofUser.extend({ kid: Uuid });
const token = z.strictObject({ kid: Uuid });
const makes = [
  'reauthentication_required',
  'plan_required',
  'limit_reached',
  'idempotency_conflict',
  'idempotency_in_progress',
] as const;

/** The Docs API's own words, for clients that were written for it. */
const DocsSites = z.object({
  sites: z.object({ page: z.int(), pages: z.int(), count: z.int(), items: z.array(z.never()) }),
});
const DocsRefusal = z.object({ code: z.int(), error: z.string() });
export const DocsAnswer = z.union([DocsSites, DocsRefusal]).meta({ id: 'DocsAnswer' });

export const apiKeyRoutes = {
  listApiKeys: defineRoute({
    id: 'users.listApiKeys',
    method: 'GET',
    path: '/v1/users/{id}/api-keys',
    tag: 'API keys',
    summary: 'Keys of a user: kind, name, last four characters, last use. Never the keys themselves.',
    params: ofUser,
    answer: ApiKeys,
  }),
  createApiKey: defineRoute({
    id: 'users.createApiKey',
    method: 'POST',
    path: '/v1/users/{id}/api-keys',
    tag: 'API keys',
    summary: 'Make a key for oneself. It is shown this once. Needs a fresh proof of identity.',
    params: ofUser,
    body: CreateApiKeyBody,
    status: 201,
    answer: NewApiKey,
    errors: makes,
    idempotent: true,
  }),
  rotateApiKey: defineRoute({
    id: 'users.rotateApiKey',
    method: 'POST',
    path: '/v1/users/{id}/api-keys/{kid}/rotation',
    tag: 'API keys',
    summary: 'A new key in the place of one’s own; the old one works on for a while.',
    params: keyOfUser,
    body: RotateApiKeyBody,
    status: 201,
    answer: NewApiKey,
    errors: [...makes, 'conflict'],
    idempotent: true,
  }),
  revokeApiKey: defineRoute({
    id: 'users.revokeApiKey',
    method: 'DELETE',
    path: '/v1/users/{id}/api-keys/{kid}',
    tag: 'API keys',
    summary: 'End a key now. One’s own, or of a user whom one manages.',
    params: keyOfUser,
  }),
  listAccountTokens: defineRoute({
    id: 'account.listApiTokens',
    method: 'GET',
    path: '/v1/account/api-tokens',
    tag: 'API keys',
    summary: 'API tokens that belong to the account, with their guardians. Needs account.settings.',
    answer: AccountTokens,
  }),
  createAccountToken: defineRoute({
    id: 'account.createApiToken',
    method: 'POST',
    path: '/v1/account/api-tokens',
    tag: 'API keys',
    summary: 'Make an API token of the account. It is shown this once. Needs a fresh proof of identity.',
    body: CreateAccountTokenBody,
    status: 201,
    answer: NewAccountToken,
    errors: makes,
    idempotent: true,
  }),
  rotateAccountToken: defineRoute({
    id: 'account.rotateApiToken',
    method: 'POST',
    path: '/v1/account/api-tokens/{kid}/rotation',
    tag: 'API keys',
    summary: 'A new token in the place of one of the account; the old one works on for a while.',
    params: token,
    body: RotateApiKeyBody,
    status: 201,
    answer: NewAccountToken,
    errors: [...makes, 'conflict'],
    idempotent: true,
  }),
  revokeAccountToken: defineRoute({
    id: 'account.revokeApiToken',
    method: 'DELETE',
    path: '/v1/account/api-tokens/{kid}',
    tag: 'API keys',
    summary: 'End a token of the account now.',
    params: token,
  }),
  setTokenGuardian: defineRoute({
    id: 'account.setApiTokenGuardian',
    method: 'PUT',
    path: '/v1/account/api-tokens/{kid}/guardian',
    tag: 'API keys',
    summary: 'Name another guardian, or confirm who took over. A token never does more by it.',
    params: token,
    body: TokenGuardianBody,
    answer: AccountToken,
    errors: ['reauthentication_required', 'plan_required', 'conflict'],
  }),
  checkDocsKey: defineRoute({
    id: 'helpscout.docsSites',
    method: 'GET',
    path: '/helpscout/docs/v1/sites',
    access: 'public',
    tag: 'Help Scout',
    summary: 'Whether a Docs API key works, as clients of the Docs API ask it: HTTP Basic, the key as user name.',
    answer: DocsAnswer,
  }),
} satisfies Record<string, Route>;
