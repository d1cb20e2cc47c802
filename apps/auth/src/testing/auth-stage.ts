import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { CloudEvent, type LinkPurpose, type Person, type ResponseOf, type sessionCalls } from '#contracts';
import { EventConsumers, Outbox } from '#events';
import type { Database } from '#postgres';
import { testDatabase, type TestDatabase } from '#testing';
import { ActiveSessionsRepository } from '../active-sessions/active-sessions.repository.js';
import { ActiveSessionsService } from '../active-sessions/active-sessions.service.js';
import { SessionCursors } from '../active-sessions/session-cursors.js';
import { authDatabase } from '../database/service-database.js';
import { ClientDevices } from '../devices/client-devices.js';
import { Locations } from '../devices/locations.js';
import { SignInPlaces } from '../devices/sign-in-places.js';
import { SignInPlacesRepository } from '../devices/sign-in-places.repository.js';
import { Endings } from '../endings/endings.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { ManagedPeople } from '../identities/managed-people.js';
import { InvitationsService } from '../invitations/invitations.service.js';
import { DevicesRepository } from '../devices/devices.repository.js';
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
import { EventOrigins } from '../origins/event-origins.js';
import { EventOriginsRepository } from '../origins/event-origins.repository.js';
import { ImportedHashesRepository } from '../passwords/imported-hashes.repository.js';
import { ImportedKinds } from '../passwords/imported-kinds.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { needsFactor } from '../passwords/password.policy.js';
import type { PeopleProjection } from '../people/people.projection.js';
import { AccountSecurityProjection } from '../security/account-security.projection.js';
import { AccountSecurityRepository } from '../security/account-security.repository.js';
import type { Arrivals } from '../sessions/arrivals.js';
import { HalfSignInEndings } from '../sessions/half-sign-in-endings.js';
import { OwnSessionService } from '../sessions/own-session.service.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { RefreshTokens } from '../sessions/refresh-tokens.js';
import { SessionEndings } from '../sessions/session-endings.js';
import { SessionRenewals } from '../sessions/session-renewals.js';
import { SessionStarter, type SignedInAnswer } from '../sessions/session-starter.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { SignInService } from '../sessions/sign-in.service.js';
import { FakeDirectory, somebody } from './fake-directory.js';
import { ApiKeyParts } from './api-key-parts.js';
import { TwoFactorParts } from './two-factor-parts.js';
import { VerificationService } from '../sessions/verification.service.js';
import { peopleOf } from './people-parts.js';
import { RecoveryParts } from './recovery-parts.js';

export const origin = { ip: '192.0.2.7', userAgent: 'test' };

const settings = {
  AUTH_MASTER_KEY: randomBytes(32),
  SESSION_IDLE_DAYS: 14,
  SESSION_MAX_DAYS: 60,
  ACCESS_TOKEN_SECONDS: 600,
  SIGN_IN_LIMIT_PER_ADDRESS: 1_000,
  HASH_QUEUE_LIMIT: 500,
  PUBLIC_URL: 'https://desk.example',
  PASSWORD_RESET_MINUTES: 60,
  SIGN_UP_HOURS: 24,
  MAIL_REQUESTS_PER_ADDRESS: 1_000,
  REQUESTED_MAILS_PER_RECIPIENT: 5,
};
export type StageSettings = typeof settings;

/** What a sign-in gave, for tests in which nothing more was needed. */
export async function signedIn(result: Promise<ResponseOf<typeof sessionCalls.create>>): Promise<SignedInAnswer> {
  const answer = await result;
  if (answer.status !== 'signed_in') throw new Error(`The sign-in answered ${answer.status}`);
  return answer;
}

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
  readonly kinds: ImportedKinds;
  readonly sessions: SessionsRepository;
  readonly endings: SessionEndings;
  readonly signIns: SignInService;
  readonly verification: VerificationService;
  readonly refreshes: RefreshService;
  readonly own: OwnSessionService;
  readonly renewals: SessionRenewals;
  readonly invitations: InvitationsService;
  readonly refreshTokens: RefreshTokens;
  readonly keys: SigningKeys;
  readonly master: MasterKey;
  readonly parts: TwoFactorParts;
  readonly table: Endings;
  readonly halfSignIns: HalfSignInEndings;
  readonly active: ActiveSessionsService;
  readonly people: PeopleProjection;
  readonly accountSecurity: AccountSecurityProjection;
  readonly recovery: RecoveryParts;
  readonly keyParts: ApiKeyParts;
  readonly originRows: EventOriginsRepository;
  readonly origins: EventOrigins;

  constructor(
    test: TestDatabase,
    readonly directory: FakeDirectory,
    overrides: Partial<typeof settings> = {},
  ) {
    const { database } = test;
    const config = { ...settings, ...overrides };
    const master = new MasterKey(config);
    this.master = master;
    const outbox = new Outbox(database);
    this.originRows = new EventOriginsRepository(database);
    this.origins = new EventOrigins(database, this.originRows, outbox);
    const pushes = { send: (push: { subject: string }, data: unknown) => this.pushed.push({ ...push, data }) } as never;
    this.keys = new SigningKeys(new SigningKeysRepository(database), master);
    const tokens = new TokenIssuer(this.keys, config);
    this.identities = new IdentitiesRepository(database);
    this.limits = new LimitsRepository(database);
    const devices = new DevicesRepository(database);
    const limiter = new Limiter(database, this.limits, devices, config);
    this.kinds = new ImportedKinds(new ImportedHashesRepository(database));
    this.hasher = new PasswordHasher(new HashQueue(config), this.kinds);
    this.sessions = new SessionsRepository(database);
    this.refreshTokens = new RefreshTokens(master);
    const [clients, locations] = [new ClientDevices(), new Locations({})];
    const places = new SignInPlaces(new SignInPlacesRepository(database), clients, locations, outbox);
    const security = new AccountSecurityRepository(database, config);
    const starter = new SessionStarter(this.sessions, outbox, tokens, this.refreshTokens, security, places);
    this.endings = new SessionEndings(database, this.sessions, outbox, pushes);
    this.links = new LinksRepository(database);
    this.table = new Endings(this.endings, this.links);
    this.parts = new TwoFactorParts(this, { database, outbox, limiter, starter, devices, security, config });
    const { arrivals, proofs } = this.parts;
    this.signIns = new SignInService(database, limiter, this.limits, this.identities, this.hasher, arrivals, outbox);
    this.keyParts = new ApiKeyParts(this, { database, outbox, pushes, limiter, tokens });
    const { verification: keys } = this.keyParts;
    this.verification = new VerificationService(database, this.sessions, tokens, keys, this.endings);
    this.refreshes = new RefreshService(database, this.sessions, this.endings, this.refreshTokens, tokens, master);
    this.halfSignIns = new HalfSignInEndings(this.table, this.parts.challenges);
    this.renewals = new SessionRenewals(database, this.sessions, pushes);
    this.own = new OwnSessionService(database, this.renewals, this.table, this.signIns, proofs, limiter);
    this.secrets = new LinkSecrets(master);
    this.issuer = new LinkIssuer(this.links, this.secrets, outbox);
    this.finder = new LinkFinder(database, this.links, this.identities, this.secrets, limiter, this.parts.addresses);
    this.invitations = this.makeInvitations(database, outbox, arrivals);
    const managed = new ManagedPeople(directory);
    this.active = this.makeActive(database, managed, { clients, locations });
    this.people = peopleOf(this, outbox);
    this.accountSecurity = new AccountSecurityProjection(new EventConsumers(), security, database, pushes);
    this.recovery = new RecoveryParts(this, { database, config, managed, outbox, starter });
  }

  private makeActive(
    database: Database,
    managed: ManagedPeople,
    { clients, locations }: { clients: ClientDevices; locations: Locations },
  ): ActiveSessionsService {
    return new ActiveSessionsService(
      database,
      new ActiveSessionsRepository(database),
      this.endings,
      managed,
      clients,
      locations,
      new SessionCursors(this.master),
    );
  }

  private makeInvitations(database: Database, outbox: Outbox, arrivals: Arrivals): InvitationsService {
    return new InvitationsService(
      database,
      this.finder,
      this.links,
      this.identities,
      this.limits,
      this.hasher,
      arrivals,
      outbox,
      this.directory,
    );
  }

  get rights() {
    return this.keyParts.rights;
  }

  get apiKeyRows() {
    return this.keyParts.rows;
  }

  get apiKeys() {
    return this.keyParts.keys;
  }

  get accountTokens() {
    return this.keyParts.accountTokens;
  }

  get keyVerification() {
    return this.keyParts.verification;
  }

  async open(): Promise<this> {
    await this.keys.onModuleInit();
    await this.hasher.onModuleInit();
    await this.kinds.onModuleInit();
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
      const { id: userId, accountId, email, role } = person;
      await auth.identities.put({ userId, accountId, email, version: 1, suspended: false, role });
      if (password === undefined) return;
      const hash = await auth.hasher.hash(password);
      const stored = { hash, needsFactor: needsFactor(password) };
      await auth.identities.setPassword({ user_id: userId, account_id: accountId }, stored);
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

  /** The newest link of a purpose that was made for somebody. */
  async newestLink(auth: AuthCopy, userId: string, purpose: LinkPurpose): Promise<{ token: string; code: string }> {
    const [row] = await this.read<{ id: string; version: number }>(
      'SELECT id, version FROM links WHERE user_id = $1 AND purpose = $2 ORDER BY version DESC, id DESC LIMIT 1',
      [userId, purpose],
    );
    if (row === undefined) throw new Error(`There is no ${purpose} link`);
    const source = { ...row, purpose };
    return { token: auth.secrets.tokenOf(source), code: auth.secrets.codeOf(source) };
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
