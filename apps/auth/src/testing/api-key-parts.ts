import { v7 as uuidv7 } from 'uuid';
import { defaultPermissions, type ApiRefusal, type Caller, type Person, type Rights, type Role } from '#contracts';
import type { Outbox } from '#events';
import { IdempotentCommands, type Database } from '#postgres';
import type { Pushes } from '#rpc';
import { AccountTokensService } from '../api-keys/account-tokens.service.js';
import { ApiKeyEndings } from '../api-keys/api-key-endings.js';
import { ApiKeysRepository } from '../api-keys/api-keys.repository.js';
import { ApiKeysService } from '../api-keys/api-keys.service.js';
import type { ApiRights, Keeping } from '../api-keys/api-rights.js';
import { KeyAnnouncements } from '../api-keys/key-announcements.js';
import { KeyVerification } from '../api-keys/key-verification.service.js';
import { KeyWorkshop } from '../api-keys/key-workshop.js';
import { TokenGuardians } from '../api-keys/token-guardians.js';
import type { Endings } from '../endings/endings.js';
import type { Directory } from '../identities/directory.js';
import { SecretCommands } from '../keys/secret-commands.js';
import type { MasterKey } from '../keys/master-key.js';
import type { TokenIssuer } from '../keys/token-issuer.js';
import type { Limiter } from '../limits/limiter.js';

/** Somebody who has just proved who they are. */
export function callerOf(
  { id: sub, accountId: acc }: Pick<Person, 'id' | 'accountId'>,
  fields: Partial<Caller> = {},
): Caller {
  const now = Math.floor(Date.now() / 1000);
  const claims = { scopes: null, auth_time: now, amr: ['pwd'], iat: now, exp: now + 60 };
  return { sub, acc, sid: uuidv7(), kind: 'session', ...claims, ...fields };
}

/** What a role may do when nothing else was chosen. */
export function rightsOf(role: Role): Rights {
  return { role, permissions: [...defaultPermissions[role]] };
}

/** What the users service decides about keys. */
export class FakeApiRights implements ApiRights {
  /** Why people may not use the API; who is not in here may. */
  readonly refusals = new Map<string, ApiRefusal>();
  readonly tokenRefusals = new Map<string, ApiRefusal>();
  readonly owners = new Map<string, string>();
  /** What people may do; who is not in here may what users may. */
  readonly rights = new Map<string, Rights>();
  /** Successors who may look after tokens. */
  readonly heirs = new Set<string>();

  async refusal({ userId }: { userId: string }): Promise<ApiRefusal | null> {
    return this.refusals.get(userId) ?? null;
  }

  async keeping({ actorId, guardianId }: { actorId: string; guardianId: string | null }): Promise<Keeping> {
    const refusal = this.tokenRefusals.get(actorId) ?? this.tokenRefusals.get(guardianId ?? '') ?? null;
    return { refusal, guardianRights: guardianId === null ? null : await this.of({ userId: guardianId }) };
  }

  async of({ userId }: { userId: string }): Promise<Rights> {
    return this.rights.get(userId) ?? rightsOf('user');
  }

  async heir({ accountId, successorId }: { accountId: string; successorId: string | null }): Promise<string | null> {
    if (successorId !== null && this.heirs.has(successorId)) return successorId;
    return this.owners.get(accountId) ?? null;
  }
}

/** What a copy of the service has made already. */
interface Copy {
  directory: Directory;
  master: MasterKey;
  table: Endings;
}
interface Shared {
  database: Database;
  outbox: Outbox;
  pushes: Pushes;
  limiter: Limiter;
  tokens: TokenIssuer;
}

/** Everything about API keys of one copy of the service, made by hand. */
export class ApiKeyParts {
  readonly rights = new FakeApiRights();
  readonly rows: ApiKeysRepository;
  readonly keys: ApiKeysService;
  readonly accountTokens: AccountTokensService;
  readonly verification: KeyVerification;
  readonly guardians: TokenGuardians;
  readonly endings: ApiKeyEndings;

  constructor({ directory, master, table }: Copy, { database, outbox, pushes, limiter, tokens }: Shared) {
    const { rights } = this;
    this.rows = new ApiKeysRepository(database);
    const announced = new KeyAnnouncements(database, outbox, pushes);
    const workshop = new KeyWorkshop(database, this.rows, announced);
    const commands = new SecretCommands(new IdempotentCommands(database), master);
    this.keys = new ApiKeysService(database, this.rows, workshop, commands, rights, directory);
    this.accountTokens = new AccountTokensService(database, this.rows, workshop, commands, announced, rights);
    this.verification = new KeyVerification(database, this.rows, limiter, tokens, rights);
    this.guardians = new TokenGuardians(database, this.rows, announced, rights);
    this.endings = new ApiKeyEndings(table, this.rows, announced);
  }
}
