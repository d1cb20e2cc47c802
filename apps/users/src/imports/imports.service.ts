import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { importLimits, type Caller, type importCalls, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { currentContext } from '#observability';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { Cursors } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { ImportWakeUp } from './import-wake-up.js';
import { importStateOf, toImportRow, toUserImport } from './import.mapper.js';
import { ImportsRepository, type SelectedImport } from './imports.repository.js';

function requireState(row: SelectedImport, ...states: string[]): void {
  const state = importStateOf(row);
  if (!states.includes(state)) throw new AppError('conflict', { detail: `The import is ${state}` });
}

const positionOf = (row: SelectedImport) => ({ key: row.position, id: row.id });

/** Imports from the outside: receiving the file, starting, watching, stopping. Working on them is the worker's. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly imports: ImportsRepository,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
    private readonly wakeUp: ImportWakeUp,
  ) {}

  /** Runs in the transaction of the command. */
  async begin(caller: Caller, { dryRun, format }: RequestOf<typeof importCalls.begin>) {
    requirePermission(await this.actors.toWrite(caller), 'users.manage');
    const context = currentContext();
    const row = await this.imports.begin({
      id: uuidv7(),
      accountId: caller.acc,
      createdBy: caller.sub,
      sessionId: caller.sid,
      ceiling: caller.ceiling,
      origin: context?.origin,
      requestId: context?.requestId,
      dryRun,
      format,
    });
    return toUserImport(row);
  }

  async append(caller: Caller, { importId, position, content }: RequestOf<typeof importCalls.append>) {
    return this.onImport(caller, importId, async (row) => {
      // A repeat of a file that was taken already; whether it is the same one is seen at its end.
      if (row.sha256 !== null) return {};
      requireState(row, 'receiving');
      await this.imports.addPiece(caller.acc, importId, { position, content: Buffer.from(content, 'base64') });
      return {};
    });
  }

  async start(caller: Caller, { importId, pieces, sha256 }: RequestOf<typeof importCalls.start>) {
    return this.onImport(caller, importId, async (row) => {
      if (row.sha256 !== null) {
        if (row.sha256 !== sha256) throw new AppError('idempotency_conflict');
        return toUserImport(row);
      }
      requireState(row, 'receiving');
      const received = await this.imports.trimPieces(caller.acc, importId, pieces);
      if (received.pieces !== pieces) throw new AppError('conflict', { detail: 'A piece of the file is missing' });
      if (received.bytes > importLimits.bytes) throw new AppError('payload_too_large');
      const started = await this.imports.start(caller.acc, importId, sha256);
      await this.record(caller, importId, 'import.started', { dryRun: { after: row.dry_run } });
      this.database.afterCommit(() => this.wakeUp.ring());
      return toUserImport(started);
    });
  }

  async cancel(caller: Caller, { importId, whileReceiving }: RequestOf<typeof importCalls.cancel>) {
    return this.onImport(caller, importId, async (row) => {
      if (importStateOf(row) === 'cancelled') return toUserImport(row);
      if (whileReceiving && row.sha256 !== null) return toUserImport(row);
      requireState(row, 'receiving', 'running');
      const cancelled = await this.imports.cancel(caller.acc, importId);
      if (row.started_at !== null) {
        await this.record(caller, importId, 'import.cancelled', { created: { after: row.created } });
      }
      return toUserImport(cancelled);
    });
  }

  async get(caller: Caller, { importId, limit, cursor, outcome }: RequestOf<typeof importCalls.get>) {
    const bound = [caller.acc, 'import rows', importId, outcome ?? null];
    const after = cursor === undefined ? 0 : Number(this.cursors.read(cursor, bound).key);
    return this.asManager(caller, async () => {
      const row = await this.imports.find(caller.acc, importId);
      if (row === undefined) throw new AppError('not_found');
      const rows = await this.imports.rows(caller.acc, importId, { limit: limit + 1, after, outcome });
      const position = ({ number }: { number: number }) => ({ key: String(number), id: importId });
      return {
        ...toUserImport(row),
        rows: pageOf({ rows, limit, item: toImportRow, position, cursors: this.cursors, list: bound }),
      };
    });
  }

  async list(caller: Caller, { limit, cursor }: RequestOf<typeof importCalls.list>) {
    const bound = [caller.acc, 'imports'];
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
    return this.asManager(caller, async () => {
      const rows = await this.imports.list(caller.acc, { limit: limit + 1, after });
      return pageOf({ rows, limit, item: toUserImport, position: positionOf, cursors: this.cursors, list: bound });
    });
  }

  private async asManager<T>(caller: Caller, read: () => Promise<T>): Promise<T> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requirePermission(await this.actors.toRead(caller), 'users.manage');
      return read();
    });
  }

  private async onImport<T>(caller: Caller, importId: string, work: (row: SelectedImport) => Promise<T>): Promise<T> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requirePermission(await this.actors.toWrite(caller), 'users.manage');
      const row = await this.imports.lock(caller.acc, importId);
      if (row === undefined) throw new AppError('not_found');
      return work(row);
    });
  }

  private async record(caller: Caller, id: string, action: string, change: Record<string, { after: unknown }>) {
    await this.audit.record({ accountId: caller.acc, action, target: { kind: 'import', id }, change });
  }
}
