import { z } from 'zod';
import type { ServiceName } from './calls.js';
import { Uuid } from './primitives.js';

/**
 * A hint on core NATS: at most once, to every process that listens. Nothing may depend on it alone;
 * each is backed by a bound (cached identities are confirmed again after 5 s).
 */
export interface Push<Data extends z.ZodType = z.ZodType> {
  /** Subject; for pushes of one account the account id is appended as a last token. */
  readonly subject: string;
  readonly source: ServiceName;
  readonly listeners: readonly ServiceName[];
  readonly perAccount: boolean;
  readonly data: Data;
  readonly summary: string;
}

function definePush<Data extends z.ZodType>(declaration: Push<Data>): Push<Data> {
  return Object.freeze(declaration);
}

export const pushes = {
  identityEnded: definePush({
    subject: 'push.identity.ended',
    source: 'auth',
    listeners: ['gateway'],
    perAccount: false,
    summary: 'Sessions, or all sessions of a user, have ended: drop cached identities now.',
    data: z.object({ sessionIds: z.array(Uuid).max(1000), userIds: z.array(Uuid).max(1000) }),
  }),
  identityChanged: definePush({
    subject: 'push.identity.changed',
    source: 'auth',
    listeners: ['gateway'],
    perAccount: false,
    summary: 'Sessions, or all of an account, go on by other facts or rules: ask again before the next use.',
    data: z.object({ sessionIds: z.array(Uuid).max(1000), accountIds: z.array(Uuid).max(1000).default([]) }),
  }),
  userChanged: definePush({
    subject: 'push.user.changed',
    source: 'users',
    listeners: ['gateway'],
    perAccount: true,
    summary: 'A user of the account was created or changed: cached copies are stale, open lists refresh.',
    data: z.object({ userId: Uuid, version: z.int().positive() }),
  }),
  /** One hint for all people of an account, however many: what is cached for any of them is stale. */
  accountChanged: definePush({
    subject: 'push.account.changed',
    source: 'users',
    listeners: ['gateway'],
    perAccount: true,
    summary: 'Settings, plan or role permissions of the account changed: what is cached for its people is stale.',
    data: z.object({ version: z.int().positive() }),
  }),
  teamChanged: definePush({
    subject: 'push.team.changed',
    source: 'users',
    listeners: ['gateway'],
    perAccount: true,
    summary: 'A team came, changed or went, or who is on it and what comes with it: open lists refresh.',
    data: z.object({ teamId: Uuid, version: z.int().positive() }),
  }),
  mailboxChanged: definePush({
    subject: 'push.mailbox.changed',
    source: 'users',
    listeners: ['gateway'],
    perAccount: true,
    summary: 'A mailbox came, changed or went: open lists refresh. Once it is deleted nobody can be asked who used it.',
    data: z.object({ mailboxId: Uuid, version: z.int().positive(), deleted: z.boolean() }),
  }),
  importProgressed: definePush({
    subject: 'push.import.progressed',
    source: 'users',
    listeners: ['gateway'],
    perAccount: true,
    summary: 'An import came further: open pages read it again. One for many users, where each alone would be a flood.',
    data: z.object({ importId: Uuid, done: z.int().nonnegative(), total: z.int().nonnegative() }),
  }),
};

/** The full subject of a push, or its wildcard when no account is given. */
export function pushSubject(push: Push, accountId = '*'): string {
  return push.perAccount ? `${push.subject}.${accountId}` : push.subject;
}
