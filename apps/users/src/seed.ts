import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { userEvents } from '#contracts';
import { Outbox } from '#events';
import { Database, dataSourceOptions } from '#postgres';
import { usersDatabase } from './database/service-database.js';
import { mentionCandidates, searchTextOf, sortNameOf } from './users/names.js';

/** A person of the document. */
export interface SeedUser {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  role: string;
  state: 'active' | 'invited' | 'not_invited' | 'suspended';
  jobTitle?: string;
  timezone?: string;
  lastSignInDaysAgo?: number;
  lockedOut?: boolean;
  invitation?: { sentDaysAgo: number; expiresInDays: number; mail: string; detail?: string };
  mailboxIds: string[];
  teamIds: string[];
}

/** One account with all its people and places. */
export interface SeedDocument {
  account: { id: string; name: string; plan: string; timezone: string };
  mailboxes: { id: string; name: string; email: string }[];
  teams: { id: string; name: string; mention: string; memberIds: string[]; mailboxIds: string[] }[];
  users: SeedUser[];
}

const day = 86_400_000;

function daysFromNow(days: number | undefined): string | null {
  return days === undefined ? null : new Date(Date.now() + days * day).toISOString();
}

/** The first candidate that nobody in this document has yet. */
function freeMention(user: SeedUser, taken: Set<string>): string {
  const candidates = mentionCandidates(user, user.id.slice(-8));
  const free = candidates.find((candidate) => !taken.has(candidate)) ?? user.id.slice(-12);
  taken.add(free);
  return free;
}

function accessionOf(user: SeedUser): { acceptedAt: string | null; lastSignInAt: string | null } {
  const lastSignInAt = user.lastSignInDaysAgo === undefined ? null : daysFromNow(-user.lastSignInDaysAgo);
  const accepted = user.state === 'active' || user.state === 'suspended';
  return { acceptedAt: accepted ? daysFromNow(-200) : null, lastSignInAt };
}

function invitationOf(user: SeedUser, ownerId: string) {
  const { invitation } = user;
  if (invitation === undefined) return { invitation_version: 0 };
  return {
    invitation_version: 1,
    invitation_sent_at: daysFromNow(-invitation.sentDaysAgo),
    invitation_expires_at: daysFromNow(invitation.expiresInDays),
    invited_by: ownerId,
    invitation_mail_status: invitation.mail,
    invitation_mail_detail: invitation.detail ?? null,
    invitation_mail_at: daysFromNow(-invitation.sentDaysAgo),
  };
}

function userRow(user: SeedUser, context: { people: SeedDocument; ownerId: string; mention: string }) {
  const { account } = context.people;
  const { acceptedAt, lastSignInAt } = accessionOf(user);
  return {
    id: user.id,
    account_id: account.id,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    role: user.role,
    job_title: user.jobTitle ?? null,
    timezone: user.timezone ?? account.timezone,
    time_format: '24h',
    locale: 'en',
    mention: context.mention,
    sort_name: sortNameOf(user.firstName, user.lastName),
    search_text: searchTextOf(user),
    ...invitationOf(user, context.ownerId),
    accepted_at: acceptedAt,
    suspended_at: user.state === 'suspended' ? daysFromNow(-3) : null,
    locked_at: user.lockedOut === true ? daysFromNow(0) : null,
    credential_version: user.lockedOut === true ? 1 : 0,
    last_sign_in_at: lastSignInAt,
    last_active_at: lastSignInAt,
  };
}

function ownerOf(people: SeedDocument): string {
  return people.users.find((user) => user.role === 'owner')?.id ?? people.account.id;
}

function rowsOf(people: SeedDocument): Record<string, object[]> {
  const accountId = people.account.id;
  const ownerId = ownerOf(people);
  const taken = new Set(people.teams.map((team) => team.mention));
  const users = people.users.map((user) => userRow(user, { people, ownerId, mention: freeMention(user, taken) }));
  const bind = (row: object): object => ({ account_id: accountId, ...row });
  return {
    users,
    mailboxes: people.mailboxes.map(bind),
    teams: people.teams.map(({ id, name, mention }) => bind({ id, name, mention })),
    mentions: [
      ...people.teams.map((team) => bind({ handle: team.mention, holder_id: team.id })),
      ...users.map((user) => bind({ handle: user.mention, holder_id: user.id })),
    ],
    team_members: people.teams.flatMap((team) =>
      team.memberIds.map((userId) => bind({ team_id: team.id, user_id: userId })),
    ),
    mailbox_grants: people.users.flatMap((user) =>
      user.mailboxIds.map((mailboxId) => bind({ user_id: user.id, mailbox_id: mailboxId })),
    ),
    team_mailbox_grants: people.teams.flatMap((team) =>
      team.mailboxIds.map((mailboxId) => bind({ team_id: team.id, mailbox_id: mailboxId })),
    ),
  };
}

async function insert(database: Database, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(Object.assign({}, ...rows) as object);
  if (columns.length === 0) return;
  await database.query(
    `INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/** What is on its way out goes out as soon as the services run. */
async function announceQueued(database: Database, people: SeedDocument): Promise<void> {
  const accountId = people.account.id;
  const queued = people.users.filter(({ invitation }) => invitation?.mail === 'queued');
  await new Outbox(database).appendAll(
    userEvents.invited,
    queued.map((user) => ({
      accountId,
      aggregateId: user.id,
      aggregateVersion: 1,
      data: {
        userId: user.id,
        invitation: {
          version: 1,
          expiresAt: new Date(Date.now() + (user.invitation?.expiresInDays ?? 0) * day).toISOString(),
          invitedBy: ownerOf(people),
        },
      },
    })),
  );
}

/**
 * Puts an account with its people into the schema `users`, in one transaction. What is there already stays as it is.
 * @param options.serviceUrl connection of the service, or of an administrator
 */
export async function seed({ serviceUrl, people }: { serviceUrl: string; people: SeedDocument }): Promise<void> {
  const dataSource = new DataSource(
    dataSourceOptions(usersDatabase, { url: serviceUrl, poolSize: 1, statementTimeoutMs: 120_000 }),
  );
  await dataSource.initialize();
  try {
    const database = new Database(dataSource, usersDatabase.schema);
    await database.transaction({ system: 'seed an account' }, async () => {
      const { id, name, plan, timezone } = people.account;
      const added = await database.query(
        `INSERT INTO accounts (id, name, plan, timezone) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id`,
        [id, name, plan, timezone],
      );
      if (added.length === 0) return;
      for (const [table, rows] of Object.entries(rowsOf(people))) await insert(database, table, rows);
      await announceQueued(database, people);
    });
  } finally {
    await dataSource.destroy();
  }
}
