import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { canonicalEmail, pushes, teamEvents, userEvents, type Caller } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { newRequestId, runInContext } from '#observability';
import { Database } from '#postgres';
import { Pushes } from '#rpc';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type UsersConfig } from '../config.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { mailboxesOf } from '../users/user-creation.service.js';
import { mentionCandidates, searchTextOf, sortNameOf } from '../users/names.js';
import { readImportFile, UnreadableFile, type FiledRow } from './import-file.js';
import { judgeRow, type Wanted } from './import-row.js';
import { ImportWorkRepository, type OpenRow, type ReadRow, type RowResult } from './import-work.repository.js';
import { ImportsRepository, type SelectedImport } from './imports.repository.js';
import { UserBatchRepository, type BatchUser, type Membership } from './user-batch.repository.js';

const batchRows = 1_000;
const storedAtOnce = 2_000;

interface Judged {
  number: number;
  wanted: Wanted;
}

/** Rows as they are stored: of those with one address the first is worked on, the others are told which it is. */
function storedRows(rows: readonly FiledRow[]): ReadRow[] {
  const first = new Map<string, number>();
  return rows.map(({ fault: unclear, ...data }, index) => {
    const number = index + 1;
    const email = data.email === undefined ? null : canonicalEmail(data.email).slice(0, 320);
    if (unclear !== undefined) return { number, email, data: null, outcome: 'invalid', errors: [unclear] };
    const earlier = email === null ? undefined : first.get(email);
    if (earlier === undefined) {
      if (email !== null) first.set(email, number);
      return { number, email, data, outcome: null, errors: null };
    }
    const fault = { path: 'email', code: 'duplicate_in_file', message: `is the address of row ${earlier}, too` };
    return { number, email, data: null, outcome: 'duplicate_in_file', errors: [fault] };
  });
}

function stateOf(user: BatchUser): 'not_invited' | 'invited' {
  return user.invitation === null ? 'not_invited' : 'invited';
}

/**
 * In whose name the worker acts: whoever asked, as they were signed in then, with the rights that they have now and
 * within the ceiling of the token that asked. A suspension that came since ends the import, an earlier one does not.
 */
function callerOf(job: SelectedImport): Caller {
  const none = { iat: 0, exp: 0, amr: [], scopes: null };
  const asked = { kind: 'session' as const, auth_time: Math.floor(job.created_at.getTime() / 1000) };
  const ceiling = job.ceiling === null ? {} : { ceiling: job.ceiling };
  return { sub: job.created_by, acc: job.account_id, sid: job.session_id, ...asked, ...none, ...ceiling };
}

function contextOf(job: SelectedImport) {
  const origin = job.ip === null ? {} : { origin: { ip: job.ip, userAgent: job.user_agent ?? '' } };
  return {
    requestId: job.request_id ?? newRequestId(),
    caller: callerOf(job),
    accountId: job.account_id,
    ...origin,
  };
}

/** One step of an import at a time, each a transaction: a process that dies loses a step and nothing else. */
@Injectable()
export class ImportBatches {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly imports: ImportsRepository,
    private readonly work: ImportWorkRepository,
    private readonly users: UserBatchRepository,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
    private readonly pushes: Pushes,
    @Inject(CONFIG) private readonly config: UsersConfig,
  ) {}

  /**
   * Reads the file, or works on some of its rows, or finishes.
   * @returns false when there is nothing to do for this process
   */
  async step(accountId: string, importId: string): Promise<boolean> {
    const job = await this.database.transaction({ accountId }, () => this.imports.find(accountId, importId));
    if (job === undefined || job.finished_at !== null) return false;
    return runInContext(contextOf(job), async () => {
      try {
        return job.total === null ? await this.read(job) : await this.batch(job);
      } catch (error) {
        if (!(error instanceof AppError) || !['unauthenticated', 'forbidden'].includes(error.code)) throw error;
        await this.giveUp(job, { code: 'forbidden', detail: 'Who started it may not create users any more' });
        return false;
      }
    });
  }

  /** Ends an import that cannot go on. What was created stays. */
  async giveUp(job: Pick<SelectedImport, 'id' | 'account_id'>, failure: { code: string; detail: string }) {
    const { id, account_id: accountId } = job;
    await this.database.transaction({ accountId }, async () => {
      const failed = await this.imports.fail(accountId, id, failure);
      if (failed === undefined) return;
      const { done, created } = failed;
      const total = failed.total ?? 0;
      await this.audit.record({
        accountId,
        action: 'import.failed',
        target: { kind: 'import', id },
        change: { failure: { after: failure.code }, total: { after: total }, created: { after: created } },
      });
      this.tellProgress(accountId, { importId: id, done, total });
    });
  }

  private tellProgress(accountId: string, progress: { importId: string; done: number; total: number }): void {
    this.database.afterCommit(() => this.pushes.send(pushes.importProgressed, progress, accountId));
  }

  private async read({ id, account_id: accountId }: SelectedImport): Promise<boolean> {
    try {
      return await this.database.transaction({ accountId }, async () => {
        const unread = await this.work.claimUnread(accountId, id);
        if (unread === undefined) return false;
        const file = await readImportFile(unread.format, await this.work.pieces(accountId, id));
        const rows = storedRows(file.rows);
        for (let at = 0; at < rows.length; at += storedAtOnce) {
          await this.work.addRows(accountId, id, rows.slice(at, at + storedAtOnce));
        }
        const done = rows.filter((row) => row.outcome !== null).length;
        return this.work.markRead(accountId, id, { total: rows.length, done, ignoredColumns: file.ignoredColumns });
      });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      await this.giveUp({ id, account_id: accountId }, { code: error.code, detail: error.message });
      return false;
    }
  }

  private async batch(job: SelectedImport): Promise<boolean> {
    const { id, account_id: accountId } = job;
    return this.database.transaction({ accountId }, async () => {
      // Places that come or go meanwhile are for whom it creates, too.
      if (!job.dry_run) this.users.holdAccess(accountId);
      const actor = await this.actors.toWrite(callerOf(job));
      requirePermission(actor, 'users.manage');
      const rows = await this.work.takeRows(accountId, id, batchRows);
      if (rows.length === 0) return this.finish(job);
      const results = await this.settle(job, actor, rows);
      const progress = await this.work.settle(accountId, id, results);
      this.tellProgress(accountId, { importId: id, ...progress });
      return true;
    });
  }

  private async settle(job: SelectedImport, actor: Actor, rows: readonly OpenRow[]): Promise<RowResult[]> {
    const places = await this.users.places(actor.accountId);
    const results: RowResult[] = [];
    const judged: Judged[] = [];
    for (const { number, data } of rows) {
      const verdict = judgeRow(data, { places, actor });
      if ('wanted' in verdict) judged.push({ number, wanted: verdict.wanted });
      else results.push({ number, outcome: 'invalid', errors: verdict.faults });
    }
    const used = await this.users.addressesInUse(judged.map(({ wanted }) => wanted.email));
    const taken = judged.filter(({ wanted }) => used.has(wanted.email));
    const free = judged.filter(({ wanted }) => !used.has(wanted.email));
    results.push(...taken.map(({ number }) => ({ number, outcome: 'email_taken' as const })));
    if (job.dry_run) results.push(...free.map(({ number }) => ({ number, outcome: 'would_create' as const })));
    else results.push(...(await this.create(job, actor, free)));
    return results;
  }

  private async create(job: SelectedImport, actor: Actor, judged: readonly Judged[]): Promise<RowResult[]> {
    const expiresAt = new Date(Date.now() + this.config.INVITATION_DAYS * 86_400_000).toISOString();
    const users = judged.map(({ wanted }) => batchUser(actor, wanted, expiresAt));
    const { ids, joined } = await this.users.insert(actor.accountId, users);
    await this.tell(
      job,
      users.filter((user) => ids.has(user.id)),
    );
    await this.tellTeams(actor.accountId, joined);
    return judged.map(({ number }, index) => {
      const userId = users[index]?.id ?? '';
      return ids.has(userId) ? { number, outcome: 'created', userId } : { number, outcome: 'email_taken' };
    });
  }

  /** One entry and one event for each user, as when they are created one by one: whoever looks for them finds them. */
  private async tell(job: SelectedImport, users: readonly BatchUser[]): Promise<void> {
    const accountId = job.account_id;
    await this.audit.recordAll(
      accountId,
      users.map((user) => ({
        action: 'user.created',
        target: { kind: 'user' as const, id: user.id },
        change: {
          email: { after: user.email },
          role: { after: user.role },
          state: { after: stateOf(user) },
          importId: { after: job.id },
        },
      })),
    );
    await this.outbox.appendAll(
      userEvents.created,
      users.map((user) => ({
        accountId,
        aggregateId: user.id,
        aggregateVersion: 1,
        data: {
          userId: user.id,
          role: user.role,
          state: stateOf(user),
          invitation: user.invitation === null ? null : { version: 1, ...user.invitation },
        },
      })),
    );
  }

  /** Each team once, however many joined it. */
  private async tellTeams(accountId: string, joined: readonly Membership[]): Promise<void> {
    if (joined.length === 0) return;
    const teams = await this.users.nextTeamVersions(accountId, [...new Set(joined.map(({ teamId }) => teamId))]);
    await this.outbox.appendAll(
      teamEvents.membersChanged,
      teams.map(({ id, version }) => {
        const added = joined.filter(({ teamId }) => teamId === id).map(({ userId }) => userId);
        return { accountId, aggregateId: id, aggregateVersion: version, data: { teamId: id, added, removed: [] } };
      }),
    );
  }

  private async finish({ id, account_id: accountId, dry_run: dryRun }: SelectedImport): Promise<boolean> {
    const finished = await this.work.finish(accountId, id);
    if (finished === undefined) return false;
    const { total, created } = finished;
    await this.audit.record({
      accountId,
      action: 'import.finished',
      target: { kind: 'import', id },
      change: { dryRun: { after: dryRun }, total: { after: total }, created: { after: created } },
    });
    this.tellProgress(accountId, { importId: id, done: total, total });
    return false;
  }
}

function batchUser(actor: Actor, wanted: Wanted, expiresAt: string): BatchUser {
  return {
    id: uuidv7(),
    firstName: wanted.firstName,
    lastName: wanted.lastName,
    email: wanted.email,
    role: wanted.role,
    jobTitle: wanted.jobTitle ?? null,
    phone: wanted.phone ?? null,
    timezone: wanted.timezone ?? actor.timezone,
    timeFormat: actor.timeFormat,
    locale: actor.locale,
    sortName: sortNameOf(wanted.firstName, wanted.lastName),
    searchText: searchTextOf(wanted),
    mentions: mentionCandidates(wanted, randomBytes(4).toString('hex')),
    invitation: wanted.sendInvite ? { expiresAt, invitedBy: actor.id } : null,
    teamIds: wanted.teamIds ?? [],
    mailboxIds: mailboxesOf(wanted),
  };
}
