import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import {
  notificationPreferenceCalls,
  notificationPreferenceEvents,
  plans,
  type Caller,
  type NotificationPreferences,
  type RequestOf,
} from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { choicesFrom, effectiveSet, type Choices } from './choices.js';
import { NotificationChoicesRepository, type SelectedChoices } from './notification-choices.repository.js';

type Wanted = RequestOf<typeof notificationPreferenceCalls.set>;

function choicesOf(row: SelectedChoices | undefined): Choices {
  return { personal: row?.personal ?? {}, teams: row?.teams ?? {} };
}

/** One chooses for the teams that one is on. @throws AppError `invalid_request` naming the others */
function requireOwnTeams(teamIds: readonly string[], { teams }: Wanted): void {
  const others = Object.keys(teams).filter((teamId) => !teamIds.includes(teamId));
  if (others.length === 0) return;
  const message = 'names a team that the user is not on';
  const errors = others.slice(0, 50).map((teamId) => ({ path: `teams.${teamId}`, code: 'unknown_id', message }));
  throw new AppError('invalid_request', { errors });
}

/** What people are notified of, and how. Only differences from the defaults are kept. */
@Injectable()
export class NotificationPreferencesService {
  constructor(
    private readonly database: Database,
    private readonly access: ProfileAccess,
    private readonly choices: NotificationChoicesRepository,
    private readonly facts: UserFacts,
    private readonly audit: AuditTrail,
  ) {}

  async get(caller: Caller, userId: string): Promise<NotificationPreferences> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { row } = await this.access.toRead(caller, userId);
      return effectiveSet(choicesOf(await this.read(caller.acc, userId)), row.team_ids);
    });
  }

  async set(caller: Caller, wanted: Wanted): Promise<NotificationPreferences> {
    const { userId } = wanted;
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { actor, row } = await this.access.toWrite(caller, userId);
      requireOwnTeams(row.team_ids, wanted);
      const before = choicesOf(await this.read(caller.acc, userId));
      const chosen = choicesFrom(wanted);
      // Without teams in the plan none can be named: what was chosen for them waits, as they do.
      const after = plans[actor.plan].features.includes('teams') ? chosen : { ...chosen, teams: before.teams };
      if (!isDeepStrictEqual(before, after)) {
        await this.choices.write(caller.acc, userId, after);
        await this.record(caller.acc, userId, { before, after });
        await this.facts.publish(row, { type: notificationPreferenceEvents.changed, data: { userId } });
      }
      return effectiveSet(after, row.team_ids);
    });
  }

  async effective({ accountId, userIds }: RequestOf<typeof notificationPreferenceCalls.effective>) {
    const rows = await this.database.transaction({ accountId }, () => this.choices.of(accountId, userIds));
    return { users: rows.map((row) => ({ userId: row.user_id, ...effectiveSet(choicesOf(row), row.team_ids) })) };
  }

  private async read(accountId: string, userId: string): Promise<SelectedChoices | undefined> {
    const [row] = await this.choices.of(accountId, [userId]);
    return row;
  }

  private async record(accountId: string, id: string, change: { before: Choices; after: Choices }): Promise<void> {
    await this.audit.record({
      accountId,
      action: 'user.preferences_changed',
      target: { kind: 'user', id },
      change: { notifications: change },
    });
  }
}
