import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { userEvents, type Caller, type CreateUserBody } from '#contracts';
import { AppError } from '#errors';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type UsersConfig } from '../config.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requireFeature, requireGivable, requirePermission } from '../policy/user.policy.js';
import { mentionCandidates, searchTextOf, sortNameOf } from './names.js';
import { stateOf, toVersioned } from './user.mapper.js';
import { UserAnnouncements } from './user-announcements.js';
import { UsersRepository, type NewUser } from './users.repository.js';

type Wanted = z.infer<typeof CreateUserBody>;

/** @throws AppError `plan_required`, or `invalid_request` for light users on teams */
export function requirePlan(actor: Pick<Actor, 'plan'>, wanted: Wanted): void {
  if (wanted.role === 'light_user') requireFeature(actor.plan, 'light_users');
  if ((wanted.teamIds ?? []).length === 0) return;
  requireFeature(actor.plan, 'teams');
  if (wanted.role === 'light_user') {
    const fault = { path: 'teamIds', code: 'role', message: 'light users cannot be on teams' };
    throw new AppError('invalid_request', { errors: [fault] });
  }
}

/** Administrators get every mailbox unless some are named, or none. */
export function mailboxesOf({ role, mailboxIds }: Wanted): readonly string[] | 'all' {
  return mailboxIds ?? (role === 'administrator' ? 'all' : []);
}

/** Creating users. */
@Injectable()
export class UserCreation {
  constructor(
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: UsersConfig,
  ) {}

  /** Runs in the transaction of the command. */
  async create(caller: Caller, wanted: Wanted) {
    if (wanted.role === 'administrator' || wanted.teamIds?.length) this.users.holdAccess(caller.acc);
    const actor = await this.actors.toWrite(caller);
    requirePermission(actor, 'users.manage');
    requireGivable(actor, wanted.role);
    requirePlan(actor, wanted);
    const row = await this.users.insert(this.newUser(actor, wanted));
    const { invitation_expires_at: expiresAt } = row;
    await this.audit.record({
      accountId: actor.accountId,
      action: 'user.created',
      target: { kind: 'user', id: row.id },
      change: { email: { after: row.email }, role: { after: row.role }, state: { after: stateOf(row) } },
    });
    await this.announcements.publish(userEvents.created, row, {
      userId: row.id,
      role: row.role,
      state: stateOf(row),
      invitation:
        expiresAt === null
          ? null
          : { version: row.invitation_version, expiresAt: expiresAt.toISOString(), invitedBy: actor.id },
    });
    const joined = row.team_ids.length === 0 ? [] : await this.users.nextTeamVersions(actor.accountId, row.team_ids);
    await this.announcements.movedTeams(row, joined, 'added');
    return toVersioned(row);
  }

  private newUser(actor: Actor, wanted: Wanted): NewUser {
    const expiresAt = new Date(Date.now() + this.config.INVITATION_DAYS * 86_400_000);
    return {
      id: uuidv7(),
      accountId: actor.accountId,
      firstName: wanted.firstName,
      lastName: wanted.lastName,
      email: wanted.email,
      role: wanted.role,
      jobTitle: wanted.jobTitle ?? null,
      phone: wanted.phone ?? null,
      timezone: wanted.timezone ?? actor.timezone,
      timeFormat: actor.timeFormat,
      locale: wanted.locale ?? actor.locale,
      sortName: sortNameOf(wanted.firstName, wanted.lastName),
      searchText: searchTextOf(wanted),
      mentions: mentionCandidates(wanted, randomBytes(4).toString('hex')),
      invitation: wanted.sendInvite ? { expiresAt, invitedBy: actor.id } : null,
      teamIds: wanted.teamIds ?? [],
      mailboxIds: mailboxesOf(wanted),
    };
  }
}
