import { Injectable } from '@nestjs/common';
import {
  accountEvents,
  type accountCalls,
  type AccountSecurity,
  type Caller,
  type DataOf,
  type RequestOf,
} from '#contracts';
import { AppError } from '#errors';
import { currentContext } from '#observability';
import { Database } from '#postgres';
import { AuditTrail, type Change } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { can, requirePermission } from '../policy/user.policy.js';
import { UsersRepository } from '../users/users.repository.js';
import { AccountAnnouncements } from './account-announcements.js';
import { toSecurity, toVersionedAccount, type SelectedAccount } from './account.mapper.js';
import { AccountsRepository, type AccountChanges } from './accounts.repository.js';
import { canonicalRanges, isWithin } from './ip-ranges.js';
import { featureChanges } from './plan-preview.js';

type Update = RequestOf<typeof accountCalls.update>;
type Wanted = Update['changes'];
type GeneralField = DataOf<typeof accountEvents.updated>['changed'][number];

const general = {
  name: 'name',
  timezone: 'timezone',
  timeFormat: 'time_format',
  locale: 'locale',
} as const satisfies Record<GeneralField, keyof AccountChanges>;

const security = {
  requireTwoFactor: 'require_two_factor',
  sessionIdleDays: 'session_idle_days',
  sessionMaxDays: 'session_max_days',
  allowedIpRanges: 'allowed_ip_ranges',
} as const satisfies Record<keyof AccountSecurity, keyof AccountChanges>;

const columns: Record<string, keyof AccountChanges> = { ...general, plan: 'plan', ...security };

/** What differs from the row, by column. */
function changesOf(row: SelectedAccount, { security: wantedSecurity, ...wanted }: Wanted): AccountChanges {
  const { allowedIpRanges, ...rest } = wantedSecurity ?? {};
  const ranges = allowedIpRanges === undefined ? {} : { allowedIpRanges: canonicalRanges(allowedIpRanges) };
  const named = Object.entries({ ...wanted, ...rest, ...ranges }).flatMap(([field, value]) => {
    const column = columns[field];
    return column === undefined || JSON.stringify(row[column]) === JSON.stringify(value) ? [] : [[column, value]];
  });
  return Object.fromEntries(named) as AccountChanges;
}

function fieldsIn<Field extends string>(changes: AccountChanges, map: Record<Field, keyof AccountChanges>): Field[] {
  return (Object.keys(map) as Field[]).filter((field) => changes[map[field]] !== undefined);
}

/** @throws AppError `invalid_request` when sessions would idle longer than they live; `own_address_excluded` */
function requireSensible(after: SelectedAccount, changes: AccountChanges): void {
  if (after.session_idle_days > after.session_max_days) {
    const field = changes.session_idle_days === undefined ? 'sessionMaxDays' : 'sessionIdleDays';
    const message = 'an unused session cannot live longer than any session';
    throw new AppError('invalid_request', { errors: [{ path: `security.${field}`, code: 'contradiction', message }] });
  }
  const ranges = changes.allowed_ip_ranges ?? [];
  if (ranges.length > 0 && !isWithin(currentContext()?.origin?.ip ?? '', ranges)) {
    throw new AppError('own_address_excluded');
  }
}

/** Each field by itself: plan by billing, everything else by settings. @throws AppError `forbidden`, `owner_required` */
function requireRights(actor: Actor, { plan, ...others }: Wanted): void {
  const settings = can(actor, 'account.settings');
  if (plan !== undefined && !can(actor, 'account.billing')) {
    throw new AppError(settings ? 'owner_required' : 'forbidden');
  }
  if (Object.values(others).some((value) => value !== undefined)) requirePermission(actor, 'account.settings');
}

/** Reading and changing an account. */
@Injectable()
export class AccountSettings {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly accounts: AccountsRepository,
    private readonly users: UsersRepository,
    private readonly announcements: AccountAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async get(caller: Caller) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requirePermission(await this.actors.toRead(caller), 'account.settings');
      const row = await this.accounts.find(caller.acc);
      if (row === undefined) throw new AppError('not_found');
      return toVersionedAccount(row);
    });
  }

  /** For the service that decides sign-ins. */
  async security(accountId: string): Promise<AccountSecurity> {
    const row = await this.database.transaction({ accountId }, () => this.accounts.find(accountId));
    if (row === undefined) throw new AppError('not_found');
    return toSecurity(row);
  }

  async update(caller: Caller, { expectedVersion, changes: wanted }: Update) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      // What teams give comes and goes with the plan: a change of it comes before or after those of teams.
      if (wanted.plan !== undefined) this.users.holdAccess(caller.acc);
      requireRights(await this.actors.toWrite(caller), wanted);
      const row = await this.accounts.lock(caller.acc);
      if (row === undefined) throw new AppError('not_found');
      if (expectedVersion !== undefined && expectedVersion !== row.version) throw new AppError('stale');
      const changes = changesOf(row, wanted);
      if (Object.keys(changes).length === 0) return toVersionedAccount(row);
      requireSensible({ ...row, ...changes }, changes);
      return toVersionedAccount(await this.write(row, changes));
    });
  }

  private async write(before: SelectedAccount, changes: AccountChanges): Promise<SelectedAccount> {
    const changed = fieldsIn(changes, general);
    const secured = fieldsIn(changes, security);
    const told = [changed.length > 0, changes.plan !== undefined, secured.length > 0].filter(Boolean).length;
    const after = await this.accounts.update(before.id, changes, told);
    let { version } = before;
    const next = () => ({ id: before.id, version: (version += 1) });
    if (changed.length > 0) await this.announcements.publish(accountEvents.updated, next(), { changed });
    if (changes.plan !== undefined) {
      const plan = { from: before.plan, to: changes.plan, ...featureChanges(before.plan, changes.plan) };
      await this.announcements.publish(accountEvents.planChanged, next(), plan);
    }
    if (secured.length > 0) {
      await this.announcements.publish(accountEvents.securityChanged, next(), toSecurity(after));
    }
    await this.writeDown(before, changes);
    return after;
  }

  private async writeDown(before: SelectedAccount, changes: AccountChanges): Promise<void> {
    const fields = fieldsIn(changes, { ...general, plan: 'plan', ...security });
    const change: Change = Object.fromEntries(
      fields.map((field) => {
        const column = columns[field] ?? 'name';
        return [field, { before: before[column], after: changes[column] }];
      }),
    );
    await this.audit.record({
      accountId: before.id,
      action: changes.plan === undefined ? 'account.updated' : 'account.plan_changed',
      target: { kind: 'account', id: before.id },
      change,
    });
  }
}
