import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { CloudEvent, type Person } from '#contracts';
import type { ApiRefusal } from '#contracts';
import { Outbox } from '#events';
import { testDatabase, type TestDatabase } from '#testing';
import { AccountTokensService } from '../api-keys/account-tokens.service.js';
import { ApiKeysProjection } from '../api-keys/api-keys.projection.js';
import { ApiKeysRepository } from '../api-keys/api-keys.repository.js';
import { ApiKeysService } from '../api-keys/api-keys.service.js';
import type { ApiRights } from '../api-keys/api-rights.js';
import { KeyAnnouncements } from '../api-keys/key-announcements.js';
import { KeyVerification } from '../api-keys/key-verification.service.js';
import { KeyWorkshop } from '../api-keys/key-workshop.js';
import { authDatabase } from '../database/service-database.js';
import type { Directory } from '../identities/directory.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { InvitationsService } from '../invitations/invitations.service.js';
import { MasterKey } from '../keys/master-key.js';
import { SigningKeys } from '../keys/signing-keys.js';
import { SigningKeysRepository } from '../keys/signing-keys.repository.js';
import { TokenIssuer } from '../keys/token-issuer.js';
import { Limiter } from '../limits/limiter.js';
import { LimitsRepository } from '../limits/limits.repository.js';
import { LinkFinder } from '../links/link-finder.js';
import { LinkIssuer } from '../links/link-issuer.js';
import { LinkSecrets } from '../links/link-secrets.js';
import { LinksRepository } from '../links/links.repository.js';
import { HashQueue } from '../passwords/hash-queue.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { OwnSessionService } from '../sessions/own-session.service.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { RefreshTokens } from '../sessions/refresh-tokens.js';
import { SessionEndings } from '../sessions/session-endings.js';
import { SessionStarter } from '../sessions/session-starter.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { SignInService } from '../sessions/sign-in.service.js';
import { VerificationService } from '../sessions/verification.service.js';

export const origin = { ip: '192.0.2.7', userAgent: 'test' };

/** What the users service decides about keys. */
export class FakeApiRights implements ApiRights {
  /** Why people may not use the API; who is not in here may. */
  readonly refusals = new Map<string, ApiRefusal>();
  readonly tokenRefusals = new Map<string, ApiRefusal>();
  readonly owners = new Map<string, string>();

  async refusal({ userId }: { userId: string }): Promise<ApiRefusal | null> {
    return this.refusals.get(userId) ?? null;
  }

  async tokenRefusal({ actorId, guardianId }: { actorId: string; guardianId: string | null }) {
    return this.tokenRefusals.get(actorId) ?? this.tokenRefusals.get(guardianId ?? '') ?? null;
  }

  async owner(accountId: string): Promise<string | undefined> {
    return this.owners.get(accountId);
  }
}

/** Stands for the users service. */
export class FakeDirectory implements Directory {
  readonly people = new Map<string, Person>();
  /** Who may manage anybody; empty: everybody may. */
  readonly powerless = new Set<string>();

  async person(userId: string): Promise<Person | undefined> {
    return this.people.get(userId);
  }

  async mayManage({ actorId }: { actorId: string }): Promise<boolean> {
    return !this.powerless.has(actorId);
  }
}

/** A person of some account; a test states the fields that it cares about. */
export function somebody(fields: Partial<Person> = {}): Person {
  const id = fields.id ?? uuidv7();
  return {
    id,
    accountId: uuidv7(),
    accountName: 'Harbour & Pine',
    email: `nadia.${id.slice(-12)}@people.example`,
    firstName: 'Nadia',
    lastName: 'Okafor',
    role: 'user',
    state: 'invited',
    timezone: 'Europe/Berlin',
    timeFormat: '24h',
    locale: 'en',
    version: 1,
    ...fields,
  };
}

const settings = {
  AUTH_MASTER_KEY: randomBytes(32),
  SESSION_IDLE_DAYS: 14,
  SESSION_MAX_DAYS: 60,
  ACCESS_TOKEN_SECONDS: 600,
  SIGN_IN_LIMIT_PER_ADDRESS: 1_000,
  HASH_QUEUE_LIMIT: 500,
};

/** One copy of the service, made by hand on a database that several may share. The users service is played. */
export class AuthCopy {
  readonly pushed: { subject: string; data: unknown }[] = [];
  readonly identities: IdentitiesRepository;
  readonly limits: LimitsRepository;
  readonly links: LinksRepository;
  readonly secrets: LinkSecrets;
  readonly issuer: LinkIssuer;
  readonly finder: LinkFinder;
  readonly hasher: PasswordHasher;
  readonly sessions: SessionsRepository;
  readonly endings: SessionEndings;
  readonly signIns: SignInService;
  readonly verification: VerificationService;
  readonly refreshes: RefreshService;
  readonly own: OwnSessionService;
  readonly invitations: InvitationsService;
  readonly refreshTokens: RefreshTokens;
  readonly keys: SigningKeys;
  readonly rights = new FakeApiRights();
  readonly apiKeyRows: ApiKeysRepository;
  readonly apiKeys: ApiKeysService;
  readonly accountTokens: AccountTokensService;
  readonly keyVerification: KeyVerification;
  readonly keyEndings: ApiKeysProjection;

  constructor(
    test: TestDatabase,
    readonly directory: FakeDirectory,
    overrides: Partial<typeof settings> = {},
  ) {
    const { database } = test;
    const config = { ...settings, ...overrides };
    const master = new MasterKey(config);
    const outbox = new Outbox(database);
    const pushes = { send: (push: { subject: string }, data: unknown) => this.pushed.push({ ...push, data }) } as never;
    this.keys = new SigningKeys(new SigningKeysRepository(database), master);
    const tokens = new TokenIssuer(this.keys, config);
    this.identities = new IdentitiesRepository(database);
    this.limits = new LimitsRepository(database);
    const limiter = new Limiter(database, this.limits, config);
    this.hasher = new PasswordHasher(new HashQueue(config));
    this.sessions = new SessionsRepository(database);
    this.refreshTokens = new RefreshTokens(master);
    const starter = new SessionStarter(this.sessions, outbox, tokens, this.refreshTokens, config);
    this.endings = new SessionEndings(database, this.sessions, outbox, pushes);
    this.signIns = new SignInService(database, limiter, this.limits, this.identities, this.hasher, starter, outbox);
    this.apiKeyRows = new ApiKeysRepository(database);
    const announced = new KeyAnnouncements(database, outbox, pushes);
    const workshop = new KeyWorkshop(database, this.apiKeyRows, announced);
    const { apiKeyRows, rights } = this;
    this.apiKeys = new ApiKeysService(database, apiKeyRows, workshop, rights, directory);
    this.accountTokens = new AccountTokensService(database, apiKeyRows, workshop, announced, rights);
    this.keyVerification = new KeyVerification(database, apiKeyRows, limiter, tokens, rights);
    this.keyEndings = new ApiKeysProjection({ register() {} } as never, apiKeyRows, announced, rights);
    this.verification = new VerificationService(database, this.sessions, tokens, this.keyVerification);
    this.refreshes = new RefreshService(database, this.sessions, this.endings, this.refreshTokens, tokens, master);
    this.own = new OwnSessionService(database, this.sessions, this.endings, this.signIns, pushes);
    this.links = new LinksRepository(database);
    this.secrets = new LinkSecrets(master);
    this.issuer = new LinkIssuer(this.links, this.secrets, outbox);
    this.finder = new LinkFinder(database, this.links, this.identities, this.secrets, limiter);
    this.invitations = new InvitationsService(
      database,
      this.finder,
      this.links,
      this.identities,
      this.limits,
      this.hasher,
      starter,
      outbox,
      directory,
    );
  }

  async open(): Promise<this> {
    await this.keys.onModuleInit();
    await this.hasher.onModuleInit();
    return this;
  }
}

/** A database with one copy on it; more can be put beside it. */
export class AuthStage {
  readonly directory = new FakeDirectory();

  private constructor(
    readonly test: TestDatabase,
    private readonly overrides: Partial<typeof settings>,
  ) {}

  static async open(overrides: Partial<typeof settings> = {}): Promise<{ stage: AuthStage; auth: AuthCopy }> {
    const stage = new AuthStage(await testDatabase(authDatabase, 20), overrides);
    return { stage, auth: await stage.copy() };
  }

  /** Another process on the same database. */
  copy(): Promise<AuthCopy> {
    return new AuthCopy(this.test, this.directory, this.overrides).open();
  }

  read<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.test.database.transaction({ system: 'test' }, () => this.test.database.query<Row>(sql, params));
  }

  /** Somebody auth knows, with a password if one is given. */
  async known(auth: AuthCopy, fields: Partial<Person> = {}, password?: string): Promise<Person> {
    const person = somebody({ state: password === undefined ? 'invited' : 'active', ...fields });
    this.directory.people.set(person.id, person);
    await this.test.database.transaction({ system: 'test' }, async () => {
      const { id: userId, accountId, email } = person;
      await auth.identities.put({ userId, accountId, email, version: 1, suspended: false });
      if (password === undefined) return;
      const hash = await auth.hasher.hash(password);
      await auth.identities.setPassword({ user_id: userId, account_id: accountId }, hash);
    });
    return person;
  }

  /** An invitation of a person. @returns its token and code */
  async invite(
    auth: AuthCopy,
    person: Person,
    link: { version?: number; invitedBy?: string; expiresAt?: Date } = {},
  ): Promise<{ id: string; token: string; code: string }> {
    const version = link.version ?? 1;
    await this.test.database.transaction({ system: 'test' }, () =>
      auth.issuer.issue({
        accountId: person.accountId,
        userId: person.id,
        purpose: 'invitation',
        version,
        subjectId: null,
        invitedBy: link.invitedBy ?? null,
        expiresAt: link.expiresAt ?? new Date(Date.now() + 86_400_000),
      }),
    );
    const [row] = await this.read<{ id: string }>(
      `SELECT id FROM links WHERE user_id = $1 AND purpose = 'invitation' AND version = $2`,
      [person.id, version],
    );
    const source = { id: row?.id ?? '', purpose: 'invitation' as const, version };
    return { id: source.id, token: auth.secrets.tokenOf(source), code: auth.secrets.codeOf(source) };
  }

  /** A Docs API key of a person. @returns the key */
  async key(auth: AuthCopy, { id: userId, accountId }: Person): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const caller = { sub: userId, acc: accountId, sid: uuidv7(), kind: 'session' as const, scopes: null, amr: [] };
    const acting = { ...caller, auth_time: now, iat: now, exp: now + 60 };
    return (await auth.apiKeys.create(acting, { userId, name: 'A key', kind: 'docs' })).key;
  }

  /** Events of a type about an aggregate's person, oldest first. */
  async events(type: string, userId: string): Promise<CloudEvent[]> {
    const rows = await this.read<{ envelope: unknown }>(
      `SELECT envelope FROM outbox WHERE type = $1 AND envelope -> 'data' ->> 'userId' = $2 ORDER BY id`,
      [type, userId],
    );
    return rows.map(({ envelope }) => CloudEvent.parse(envelope));
  }
}

/** The code of a refusal, or `answered`. */
export function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'answered',
    (error: unknown) => String(Reflect.get(error as object, 'code') ?? error),
  );
}
