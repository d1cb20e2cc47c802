import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { IsoTime, Line, Nothing, Uuid } from './primitives.js';
import { Rights } from './roles.js';
import { Scope, scopes } from './scopes.js';
import { ClientOrigin } from './sign-in.js';

/** `api`: a bearer token for `/v1`. `docs`: the Docs API key, for HTTP Basic at the Docs API and nowhere else. */
export const ApiKeyKind = z.enum(['docs', 'api']);
export type ApiKeyKind = z.infer<typeof ApiKeyKind>;

/** How each kind begins, so that secret scanners and people know what they have found. */
export const apiKeyPrefixes = { api: 'mst_', docs: 'mdk_' } as const satisfies Record<ApiKeyKind, string>;

/** Live keys that one person may have, and tokens that one account may own; those replaced by others not counted. */
export const maxApiKeys = 25;
/** Hours that the old key works on after a rotation, when nothing else is said. */
export const defaultOverlapHours = 24;

const name = Line(60);
const ScopeList = z
  .array(Scope)
  .min(1, 'must name at least one scope')
  .refine((list) => new Set(list).size === list.length, 'must not name a scope twice');

const common = {
  id: Uuid,
  name: z.string(),
  scopes: z.array(Scope).describe('What it is limited to; none for Docs API keys'),
  lastFour: z.string().describe('Its last four characters, to tell it from others'),
  state: z
    .enum(['active', 'paused', 'replaced', 'expired'])
    .describe(
      '`paused` while its person is suspended, or until its new guardian is confirmed; `replaced` works until `expiresAt`',
    ),
  createdAt: IsoTime,
  expiresAt: IsoTime.nullable(),
  lastUsedAt: IsoTime.nullable().describe('Noted at most once a minute'),
  lastUsedIp: z.string().nullable(),
  replacedBy: Uuid.nullable().describe('The key that a rotation made in its place'),
};

export const ApiKey = z.object({ ...common, kind: ApiKeyKind }).meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;
export const AccountToken = z
  .object({
    ...common,
    guardianUserId: Uuid.describe('By whose present rights it acts, within `ceiling`'),
    ceiling: Rights.nullable().describe('What it may do at most, whoever guards it; null for tokens from before'),
    inheritedAt: IsoTime.nullable().describe(
      'When it went to its guardian because the one before was deleted; null once somebody has named the guardian',
    ),
  })
  .meta({ id: 'AccountToken' });
export type AccountToken = z.infer<typeof AccountToken>;

const shownOnce = z
  .string()
  .describe('The key itself. Shown this once; a repeat with the same Idempotency-Key shows it again');
export const NewApiKey = ApiKey.extend({ key: shownOnce }).meta({ id: 'NewApiKey' });
export const NewAccountToken = AccountToken.extend({ key: shownOnce }).meta({ id: 'NewAccountToken' });

// Bounded: a person has few live keys, and of the expired ones only the latest are shown.
export const ApiKeys = z.object({ items: z.array(ApiKey).max(100) }).meta({ id: 'ApiKeys' });
export const AccountTokens = z.object({ items: z.array(AccountToken).max(100) }).meta({ id: 'AccountTokens' });

const newKey = z.strictObject({
  name,
  kind: ApiKeyKind,
  scopes: ScopeList.optional().describe('Of API tokens only; every scope when left out'),
  expiresAt: IsoTime.optional().describe('At most ten years ahead; never when left out'),
});
const fitting = (key: { kind: ApiKeyKind; scopes?: readonly Scope[] | undefined }): boolean =>
  key.kind === 'api' || key.scopes === undefined;
const notFitting = { path: ['scopes'], message: 'are for API tokens only' };

export const CreateApiKeyBody = newKey.refine(fitting, notFitting).meta({ id: 'CreateApiKey' });
export const RotateApiKeyBody = z
  .strictObject({
    overlapHours: z
      .int()
      .min(0)
      .max(168)
      .default(defaultOverlapHours)
      .describe('Hours that the old key works on; 0 ends it at once'),
  })
  .meta({ id: 'RotateApiKey' });
export const CreateAccountTokenBody = z
  .strictObject({ name, scopes: ScopeList, guardianUserId: Uuid, expiresAt: newKey.shape.expiresAt })
  .meta({ id: 'CreateAccountToken' });
export const TokenGuardianBody = z.strictObject({ guardianUserId: Uuid }).meta({ id: 'SetTokenGuardian' });

const onceErrors = ['idempotency_conflict', 'idempotency_in_progress'] as const;

const ofUser = z.strictObject({ userId: Uuid });
const oneOfUser = ofUser.extend({ keyId: Uuid });
const one = z.strictObject({ keyId: Uuid });

export const apiKeyCalls = {
  list: defineCall({
    subject: 'auth.api-keys.list.v1',
    authority: 'user',
    summary: 'Keys of somebody, without the keys themselves. Oneself, or whom one manages.',
    request: ofUser,
    response: ApiKeys,
  }),
  create: defineCall({
    subject: 'auth.api-keys.create.v1',
    authority: 'user',
    summary: 'Make a key for oneself. Needs api.access, a plan with `api_keys` and a fresh proof.',
    request: newKey.extend(ofUser.shape).refine(fitting, notFitting),
    response: NewApiKey,
    errors: ['reauthentication_required', 'plan_required', 'limit_reached', ...onceErrors],
  }),
  rotate: defineCall({
    subject: 'auth.api-keys.rotate.v1',
    authority: 'user',
    summary: 'A new key in the place of one’s own; the old one works on for a while. Needs a fresh proof.',
    request: oneOfUser.extend(RotateApiKeyBody.shape),
    response: NewApiKey,
    errors: ['reauthentication_required', 'plan_required', 'limit_reached', 'conflict', ...onceErrors],
  }),
  revoke: defineCall({
    subject: 'auth.api-keys.revoke.v1',
    authority: 'user',
    summary: 'End a key now, on every gateway. One’s own, or of somebody whom one manages.',
    request: oneOfUser,
    response: Nothing,
  }),
  checkDocs: defineCall({
    subject: 'auth.api-keys.check-docs.v1',
    authority: 'anonymous',
    summary: 'Whether this is a Docs API key that may be used now. Unknown ones count as failures of the network.',
    request: z.strictObject({ credential: z.string().max(512), origin: ClientOrigin }),
    response: Nothing,
  }),
};

export const accountTokenCalls = {
  list: defineCall({
    subject: 'auth.account-tokens.list.v1',
    authority: 'user',
    summary: 'API tokens of the account. Needs account.settings.',
    request: Nothing,
    response: AccountTokens,
  }),
  create: defineCall({
    subject: 'auth.account-tokens.create.v1',
    authority: 'user',
    summary:
      'Make an API token of the account with a guardian, by whose rights it acts. It never does more than they may now.',
    request: CreateAccountTokenBody,
    response: NewAccountToken,
    errors: ['reauthentication_required', 'plan_required', 'limit_reached', ...onceErrors],
  }),
  rotate: defineCall({
    subject: 'auth.account-tokens.rotate.v1',
    authority: 'user',
    summary: 'A new token in the place of one of the account. Needs account.settings and a fresh proof.',
    request: one.extend(RotateApiKeyBody.shape),
    response: NewAccountToken,
    errors: ['reauthentication_required', 'plan_required', 'limit_reached', 'conflict', ...onceErrors],
  }),
  revoke: defineCall({
    subject: 'auth.account-tokens.revoke.v1',
    authority: 'user',
    summary: 'End a token of the account now, on every gateway. Needs account.settings.',
    request: one,
    response: Nothing,
  }),
  setGuardian: defineCall({
    subject: 'auth.account-tokens.set-guardian.v1',
    authority: 'user',
    summary: 'Name who answers for the token from now on, or confirm who does. It never does more by it than before.',
    request: one.extend(TokenGuardianBody.shape),
    response: AccountToken,
    errors: ['reauthentication_required', 'plan_required', 'conflict'],
  }),
};

/** Why somebody may not use keys, or may not keep tokens of the account with this guardian. */
export const ApiRefusal = z.enum(['person', 'permission', 'plan', 'guardian_unknown', 'guardian_unfit']);
export type ApiRefusal = z.infer<typeof ApiRefusal>;
const Decision = z.object({ allowed: z.boolean(), because: ApiRefusal.nullable() });
const maybeRights = Rights.nullable();

export const apiDecisionCalls = {
  mayUseApi: defineCall({
    subject: 'users.people.may-use-api.v1',
    clients: ['auth'],
    authority: 'service',
    summary: 'Policy decision: may this person use the API with a key made at `since`? Asked where a key is used.',
    request: z.strictObject({
      accountId: Uuid,
      userId: Uuid,
      since: IsoTime.optional().describe('When the key was made: nothing from before a deletion counts'),
    }),
    response: Decision,
    deadlineMs: 2000,
  }),
  mayKeepTokens: defineCall({
    subject: 'users.people.may-keep-tokens.v1',
    clients: ['auth'],
    authority: 'service',
    summary: 'Policy decision: may this person look after tokens of the account, and with this guardian?',
    request: z.strictObject({ accountId: Uuid, actorId: Uuid, guardianId: Uuid.nullable() }),
    response: Decision.extend({ guardianRights: maybeRights.describe('What the guardian may do now') }),
  }),
  rightsOf: defineCall({
    subject: 'users.people.rights.v1',
    clients: ['auth'],
    authority: 'service',
    summary: 'What somebody may do, suspended or not; null for who is deleted or unknown.',
    request: z.strictObject({ accountId: Uuid, userId: Uuid }),
    response: z.object({ rights: maybeRights }),
  }),
  tokenHeir: defineCall({
    subject: 'users.people.token-heir.v1',
    clients: ['auth'],
    authority: 'service',
    summary:
      'Policy decision: who guards tokens of the account after somebody who left? The successor, when they may look after tokens and do all that the leaver could; else the owner.',
    request: z.strictObject({ accountId: Uuid, successorId: Uuid.nullable(), rights: maybeRights }),
    response: z.object({ guardianId: Uuid.nullable() }),
  }),
};

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';
const aKey = '01890a5d-ac96-7c61-9f7a-5b8c9daebfc0';
const another = '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a';

const about = {
  keyId: Uuid.describe('The key'),
  userId: Uuid.describe('By whose rights it acts: whose key it is, or the guardian of a token of the account'),
  kind: ApiKeyKind.describe('What it is for'),
  ownedBy: z.enum(['user', 'account']).describe('Whether it is a person’s, or the account’s with a guardian'),
};
const example = { keyId: aKey, userId: aUser, kind: 'api', ownedBy: 'user' } as const;

export const apiKeyEvents = {
  created: defineEvent({
    type: 'key.created',
    version: 1,
    source: 'auth',
    summary: 'There is a new API token or Docs API key.',
    data: z.object({ ...about, scopes: z.array(Scope).describe('What it is limited to') }),
    example: { ...example, scopes: [scopes[0]] },
  }),
  rotated: defineEvent({
    type: 'key.rotated',
    version: 1,
    source: 'auth',
    summary: 'Another key is in the place of this one, which works on until `endsAt`.',
    data: z.object({
      ...about,
      replacedBy: Uuid.describe('The new key'),
      endsAt: IsoTime.describe('When the old key is worth nothing any more'),
    }),
    example: { ...example, replacedBy: another, endsAt: '2026-11-25T08:00:00.000Z' },
  }),
  revoked: defineEvent({
    type: 'key.revoked',
    version: 1,
    source: 'auth',
    summary: 'A key ended before its time, for good.',
    data: z.object({
      ...about,
      because: z
        .enum(['revoked', 'deleted', 'light_user'])
        .describe('Somebody revoked it, or its person was deleted or became a light user'),
    }),
    example: { ...example, because: 'revoked' },
  }),
  guardianChanged: defineEvent({
    type: 'key.guardian_changed',
    version: 1,
    source: 'auth',
    summary: 'A token of the account has another guardian from now on, or its guardian was confirmed.',
    data: z.object({
      keyId: about.keyId,
      from: Uuid.describe('The guardian before'),
      to: Uuid.describe('The guardian now'),
      because: z
        .enum(['chosen', 'guardian_deleted', 'confirmed'])
        .describe('Somebody chose so, the guardian was deleted, or somebody confirmed who took over from them'),
    }),
    example: { keyId: aKey, from: aUser, to: another, because: 'guardian_deleted' },
  }),
};
