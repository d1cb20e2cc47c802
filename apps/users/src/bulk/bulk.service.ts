import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { bulkCalls, Caller, InviteManyAnswer, RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { byteOrderMark, csvLine, csvPiece } from '../lists/csv.js';
import { Cursors } from '../lists/cursor.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { InvitationsService } from '../users/invitations.service.js';
import { requireFilterable } from '../users/user-filters.js';
import { toUser } from '../users/user.mapper.js';
import { BulkRepository, type ExportedUser } from './bulk.repository.js';

type Result = z.infer<typeof InviteManyAnswer>['results'][number];

const atOnce = 100;
const rowsOfPiece = 500;

/** Columns that an import understands come first, under the names that it knows. */
const known = ['firstName', 'lastName', 'email', 'role', 'jobTitle', 'phone', 'timezone', 'teams', 'mailboxes'];
const further = ['state', 'alerts', 'mention', 'twoFactorEnabled', 'lastSignInAt', 'lastActiveAt', 'createdAt'];
const header = csvLine([...known, ...further, 'number', 'id']);

function lineOf(row: ExportedUser): string {
  const user = toUser(row);
  const profile = [user.firstName, user.lastName, user.email, user.role, user.jobTitle, user.phone, user.timezone];
  const places = [row.teams.join(';'), row.mailboxes.join(';')];
  const standing = [user.state, user.alerts.map(({ kind }) => kind).join(';'), user.mention, user.twoFactorEnabled];
  const times = [user.lastSignInAt, user.lastActiveAt, user.createdAt];
  return csvLine([...profile, ...places, ...standing, ...times, user.number, user.id]);
}

/** Why somebody was not invited, of the refusals that concern them alone. */
const refusals: Partial<Record<AppError['code'], Result['result']>> = {
  already_active: 'already_active',
  conflict: 'suspended',
  forbidden: 'forbidden',
  not_found: 'not_found',
};

/** What is done to many users at once. */
@Injectable()
export class BulkService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly invitations: InvitationsService,
    private readonly bulk: BulkRepository,
    private readonly cursors: Cursors,
  ) {}

  /** Runs in the transaction of the command: all that could be invited are, or after a failure nobody. */
  async invite(caller: Caller, wanted: RequestOf<typeof bulkCalls.inviteMany>) {
    // Before anybody is held: whoever may not must not make others wait for a hundred people.
    requirePermission(await this.actors.toRead(caller), 'users.manage');
    const found = 'userIds' in wanted ? wanted.userIds : await this.bulk.notInvited(caller.acc, atOnce + 1);
    const invited = found.slice(0, atOnce);
    requirePermission(await this.actors.toWrite(caller, { changed: invited }), 'users.manage');
    const results: Result[] = [];
    for (const userId of invited.toSorted()) {
      results.push({ userId, result: await this.inviteOne(caller, userId) });
    }
    return { results, more: found.length > atOnce };
  }

  async exportUsers(caller: Caller, { cursor, ...filters }: RequestOf<typeof bulkCalls.exportUsers>) {
    const bound = [caller.acc, 'users export', filters];
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      requirePermission(actor, 'users.manage');
      requireFilterable(actor, filters);
      const list = { ...filters, limit: rowsOfPiece, total: false };
      const rows = await this.bulk.export(caller.acc, list, after);
      const { text, taken } = csvPiece(rows.slice(0, rowsOfPiece), lineOf);
      const last = rows[taken - 1];
      const more = last !== undefined && taken < rows.length;
      return {
        text: cursor === undefined ? `${byteOrderMark}${header}${text}` : text,
        nextCursor: more ? this.cursors.write({ key: last.sort_key, id: last.id }, bound) : null,
      };
    });
  }

  private async inviteOne(caller: Caller, userId: string): Promise<Result['result']> {
    try {
      await this.invitations.send(caller, userId);
      return 'invited';
    } catch (error) {
      // These are thrown before anything is written, so the transaction goes on.
      const result = error instanceof AppError ? refusals[error.code] : undefined;
      if (result === undefined) throw error;
      return result;
    }
  }
}
