import { pino } from 'pino';
import type { Outbox } from '#events';
import { IdempotentCommands, type Database } from '#postgres';
import type { ManagedPeople } from '../identities/managed-people.js';
import { PasswordChangesService } from '../recovery/password-changes.service.js';
import { PasswordNews } from '../recovery/password-news.js';
import { PasswordResetsService, SentResetsService } from '../recovery/password-resets.service.js';
import { RecoveryRepository } from '../recovery/recovery.repository.js';
import { ResetLinks } from '../recovery/reset-links.js';
import { MailRequestDesk } from '../requests/mail-request-desk.js';
import { MailRequests } from '../requests/mail-requests.js';
import { MailRequestsRepository } from '../requests/mail-requests.repository.js';
import type { SessionStarter } from '../sessions/session-starter.js';
import type { AccountFounding } from '../sign-up/account-founding.js';
import { SignUpConfirmationsService } from '../sign-up/sign-up-confirmations.service.js';
import { SignUpRequestsService } from '../sign-up/sign-up-requests.service.js';
import { SignUpsRepository } from '../sign-up/sign-ups.repository.js';
import type { AuthCopy, StageSettings } from './auth-stage.js';

/** Stands for the users service where accounts are made. */
export class FakeFounding implements AccountFounding {
  readonly founded = new Map<string, Parameters<AccountFounding['found']>[0]>();
  failure: Error | undefined;

  async found(wanted: Parameters<AccountFounding['found']>[0]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.founded.set(wanted.accountId, wanted);
  }
}

interface Shared {
  database: Database;
  config: StageSettings;
  managed: ManagedPeople;
  outbox: Outbox;
  starter: SessionStarter;
}

/** Recovery and sign-up of one copy of the service. The desk works when a test lets it. */
export class RecoveryParts {
  readonly founding = new FakeFounding();
  readonly desk: MailRequestDesk;
  readonly resets: PasswordResetsService;
  readonly sent: SentResetsService;
  readonly changes: PasswordChangesService;
  readonly signUps: SignUpRequestsService;
  readonly confirmations: SignUpConfirmationsService;

  constructor(auth: AuthCopy, { database, config, managed, outbox, starter }: Shared) {
    const requested = new MailRequestsRepository(database);
    const requests = new MailRequests(database, auth.limits, requested, config);
    this.desk = new MailRequestDesk(database, requested, requests, pino({ level: 'silent' }));
    const repository = new RecoveryRepository(database);
    const resetLinks = new ResetLinks(repository, requests, auth.issuer, config);
    const news = new PasswordNews(auth.table, auth.limits, requested, auth.identities, outbox);
    this.resets = new PasswordResetsService(
      database,
      requests,
      requested,
      this.desk,
      resetLinks,
      auth.finder,
      auth.links,
      auth.identities,
      auth.hasher,
      news,
      auth.parts.rules,
      auth.directory,
    );
    this.sent = new SentResetsService(managed, resetLinks, new IdempotentCommands(database));
    this.changes = new PasswordChangesService(
      database,
      auth.signIns,
      repository,
      auth.sessions,
      auth.renewals,
      auth.hasher,
      news,
      auth.parts.rules,
      auth.directory,
    );
    const signUps = new SignUpsRepository(database);
    this.signUps = new SignUpRequestsService(
      database,
      requests,
      requested,
      this.desk,
      signUps,
      auth.identities,
      auth.issuer,
      auth.hasher,
      outbox,
      config,
    );
    this.confirmations = new SignUpConfirmationsService(
      database,
      auth.finder,
      auth.links,
      signUps,
      auth.identities,
      auth.limits,
      starter,
      outbox,
      this.founding,
    );
  }
}
