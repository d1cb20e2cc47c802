import { Injectable } from '@nestjs/common';
import type { Caller, Permission, PlanName, Rights, Role } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { apiRefusal, within } from './api.policy.js';
import { effectivePermissions, type Deciding, type RoleDefaults } from './user.policy.js';

/** Who acts, as the database knows them now: nothing about rights is ever taken from a token. */
export interface Actor extends Deciding {
  accountId: string;
  accountName: string;
  timezone: string;
  timeFormat: string;
  locale: string;
}

interface ActorRow {
  role: Role;
  custom: Permission[] | null;
  role_defaults: RoleDefaults | null;
  account_name: string;
  plan: PlanName;
  timezone: string;
  time_format: string;
  locale: string;
}

const somebody = `SELECT u.role, u.permissions AS custom, a.name AS account_name, a.plan, a.timezone, a.time_format, a.locale,
    (SELECT jsonb_object_agg(rp.role, rp.permissions) FROM role_permissions rp WHERE rp.account_id = a.id) AS role_defaults
  FROM users u JOIN accounts a ON a.id = u.account_id
  WHERE u.account_id = $1 AND u.id = $2 AND u.deleted_at IS NULL`;
const statement = `${somebody} AND u.suspended_at IS NULL
    AND (u.accepted_at IS NOT NULL OR u.invitation_sent_at IS NOT NULL OR u.revoked_invitation_version = 0)
    AND ($3::bigint IS NULL OR u.signed_out_at IS NULL OR to_timestamp($3) >= date_trunc('second', u.signed_out_at))`;

/** People whom a write concerns beside who acts, by id. */
export interface Concerned {
  /** Whose rows are written. Who acts may be one of them. */
  changed?: readonly string[];
  /** Who must only stay as they are. */
  kept?: readonly string[];
}

/** People per statement. */
const chunk = 1000;

/** Who acts; with `auth_time` the session must be younger than the last suspension or deletion of the person. */
export type Acting = Pick<Caller, 'acc' | 'sub'> & Partial<Pick<Caller, 'auth_time' | 'kind' | 'ceiling'>>;

/** Keys and grants only pause while somebody is suspended, so their age says nothing. */
function sessionTime({ kind, auth_time: time }: Acting): number | null {
  return kind === 'session' || kind === 'access_token' ? (time ?? null) : null;
}

@Injectable()
export class ActorRepository {
  constructor(private readonly database: Database) {}

  /** @throws AppError `unauthenticated` when the person is deleted or suspended meanwhile, their invitation was revoked, or the session is older than that, or a key may not be used */
  async toRead(caller: Acting): Promise<Actor> {
    return this.load(caller, statement, 'actor');
  }

  /**
   * Holds the row until the transaction ends, so that a demotion cannot slip between the decision and the write. Those
   * who are concerned are held with it: two people who change each other would wait for ever if each took themselves
   * first. What is asked for at once, without waiting for the answer, is read behind the locks too.
   */
  async toWrite(caller: Acting, concerned: Concerned = {}): Promise<Actor> {
    const { changed = [], kept = [] } = concerned;
    if (changed.length + kept.length === 0) return this.load(caller, `${statement} FOR SHARE OF u`, 'actor-share');
    this.hold(caller.acc, { changed, kept: [...kept, caller.sub] });
    return this.load(caller, statement, 'actor');
  }

  /**
   * Holds people until the transaction ends, everybody in the order of their ids, before any team or mailbox and behind
   * the lock of `holdAccess`. Who comes into being later has a greater id. Leaves with the statement that follows.
   */
  hold(accountId: string, { changed = [], kept = [] }: Concerned): void {
    const whole = new Set(changed);
    const ids = [...new Set([...changed, ...kept])].sort();
    for (let start = 0; start < ids.length;) {
      const isWhole = whole.has(ids[start] ?? '');
      let end = start + 1;
      while (end < ids.length && end - start < chunk && whole.has(ids[end] ?? '') === isWhole) end += 1;
      this.holdSome(accountId, ids.slice(start, end), isWhole ? 'NO KEY UPDATE' : 'SHARE');
      start = end;
    }
  }

  /** What somebody may do, suspended or not; undefined for who is not there. */
  async rights(accountId: string, userId: string): Promise<Rights | undefined> {
    const [row] = await this.database.query<ActorRow>(somebody, [accountId, userId], 'actor-rights');
    if (row === undefined) return undefined;
    const { role, permissions } = actorOf({ acc: accountId, sub: userId }, row);
    return { role, permissions: [...permissions] };
  }

  private holdSome(accountId: string, ids: readonly string[], strength: 'NO KEY UPDATE' | 'SHARE'): void {
    const rows = 'SELECT FROM users WHERE account_id = $1 AND id =';
    const name = strength === 'SHARE' ? 'share' : 'whole';
    if (ids.length === 1) this.database.post(`${rows} $2 FOR ${strength}`, [accountId, ids[0]], `hold-${name}`);
    else this.database.post(`${rows} ANY ($2::uuid[]) ORDER BY id FOR ${strength}`, [accountId, ids], `hold-${name}s`);
  }

  private async load(caller: Acting, sql: string, name: string): Promise<Actor> {
    const [row] = await this.database.query<ActorRow>(sql, [caller.acc, caller.sub, sessionTime(caller)], name);
    if (row === undefined) throw new AppError('unauthenticated');
    const actor = within(actorOf(caller, row), caller.ceiling);
    // Keys work as long as their person may use them at this very moment.
    if (caller.kind === 'api_token' && apiRefusal(actor) !== undefined) throw new AppError('unauthenticated');
    return actor;
  }
}

function actorOf({ acc: accountId, sub: id }: Pick<Caller, 'acc' | 'sub'>, row: ActorRow): Actor {
  const { role, plan, custom } = row;
  const roleDefaults = row.role_defaults ?? {};
  return {
    id,
    accountId,
    accountName: row.account_name,
    role,
    plan,
    roleDefaults,
    permissions: effectivePermissions({ role, plan, custom, roleDefaults }),
    timezone: row.timezone,
    timeFormat: row.time_format,
    locale: row.locale,
  };
}
