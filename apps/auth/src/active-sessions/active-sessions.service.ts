import { Injectable } from '@nestjs/common';
import type { activeSessionCalls, ActiveSession, Caller, RequestOf, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ClientDevices } from '../devices/client-devices.js';
import { Locations } from '../devices/locations.js';
import { ManagedPeople } from '../identities/managed-people.js';
import { SessionEndings } from '../sessions/session-endings.js';
import { ActiveSessionsRepository, type SeenSession } from './active-sessions.repository.js';
import { SessionCursors } from './session-cursors.js';

/** Where people are signed in, seen and ended by themselves and by those who manage them. */
@Injectable()
export class ActiveSessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: ActiveSessionsRepository,
    private readonly endings: SessionEndings,
    private readonly managed: ManagedPeople,
    private readonly devices: ClientDevices,
    private readonly locations: Locations,
    private readonly cursors: SessionCursors,
  ) {}

  /** @throws AppError `not_found`, `forbidden`, `invalid_cursor` */
  async list(
    caller: Caller,
    { userId, limit, cursor, total }: RequestOf<typeof activeSessionCalls.list>,
  ): Promise<ResponseOf<typeof activeSessionCalls.list>> {
    const after = cursor === undefined ? null : this.cursors.read(cursor, userId);
    await this.managed.requireSelfOr(caller, userId);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const rows = await this.sessions.list(caller.acc, userId, { limit, after });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      const page = {
        items: shown.map((row) => this.toActive(row, caller)),
        nextCursor: last === undefined ? null : this.cursors.write(last.id, userId),
      };
      return total ? { ...page, total: await this.sessions.count(caller.acc, userId) } : page;
    });
  }

  /** @throws AppError `not_found` also for sessions of others and ended ones, `forbidden` */
  async revoke(caller: Caller, { userId, sessionId }: RequestOf<typeof activeSessionCalls.revoke>) {
    await this.managed.requireSelfOr(caller, userId);
    await this.database.transaction({ accountId: caller.acc }, async () => {
      if (!(await this.sessions.isLive(caller.acc, userId, sessionId))) throw new AppError('not_found');
      await this.endings.end(sessionId, 'revoked');
    });
    return {};
  }

  /** @throws AppError `not_found`, `forbidden` */
  async revokeOthers(caller: Caller, { userId }: RequestOf<typeof activeSessionCalls.revokeOthers>) {
    await this.managed.requireSelfOr(caller, userId);
    await this.database.transaction({ accountId: caller.acc }, () =>
      caller.sub === userId
        ? this.endings.endOthers(userId, caller.sid, 'revoked')
        : this.endings.endAll(userId, 'revoked'),
    );
    return {};
  }

  /** For the mail about a sign-in. @throws AppError `not_found` */
  async describe(sessionId: string): Promise<ResponseOf<typeof activeSessionCalls.describe>> {
    const row = await this.database.transaction({ system: 'describe a session' }, () => this.sessions.byId(sessionId));
    if (row === undefined) throw new AppError('not_found');
    return {
      accountId: row.account_id,
      userId: row.user_id,
      ...this.devices.of(row.user_agent),
      location: this.locations.of(row.ip),
      createdAt: row.created_at.toISOString(),
    };
  }

  private toActive(row: SeenSession, caller: Caller): ActiveSession {
    return {
      id: row.id,
      current: row.id === caller.sid,
      ...this.devices.of(row.user_agent),
      ip: row.ip,
      location: this.locations.of(row.ip),
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
    };
  }
}
