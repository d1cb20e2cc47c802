import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { IdList, Uuid } from './primitives.js';

/** What somebody can be notified of. */
export const notificationEvents = [
  'conversation.created',
  'conversation.assigned_to_me',
  'conversation.assigned_to_other',
  'conversation.followed_updated',
  'mention.me',
  'customer.replied.unassigned',
  'customer.replied.mine',
  'customer.replied.other',
  'user.replied.unassigned',
  'user.replied.mine',
  'user.replied.other',
] as const;
export const NotificationEvent = z.enum(notificationEvents);
export type NotificationEvent = z.infer<typeof NotificationEvent>;

/** The same per team that one is on. */
export const teamNotificationEvents = [
  'team.assigned',
  'team.mentioned',
  'team.customer_replied',
  'team.user_replied',
] as const;
export const TeamNotificationEvent = z.enum(teamNotificationEvents);
export type TeamNotificationEvent = z.infer<typeof TeamNotificationEvent>;

export const Channels = z.strictObject({ email: z.boolean(), browser: z.boolean(), mobile: z.boolean() });
export type Channels = z.infer<typeof Channels>;

const silent: Channels = { email: false, browser: false, mobile: false };
const noticed: Channels = { email: true, browser: true, mobile: false };
const noticedByDefault: readonly NotificationEvent[] = [
  'conversation.assigned_to_me',
  'conversation.followed_updated',
  'mention.me',
  'customer.replied.mine',
  'user.replied.mine',
];

/** Channels of an event for somebody who chose nothing. */
export function defaultChannels(event: NotificationEvent | TeamNotificationEvent): Channels {
  return noticedByDefault.some((noticedEvent) => noticedEvent === event) ? noticed : silent;
}

/** The effective set: every event, and every team that one is on. */
export const NotificationPreferences = z
  .object({
    preferences: z.record(NotificationEvent, Channels),
    teams: z.record(Uuid, z.record(TeamNotificationEvent, Channels)),
  })
  .meta({ id: 'NotificationPreferences' });
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

const chosen = {
  preferences: z.partialRecord(NotificationEvent, Channels).default({}),
  teams: z
    .record(Uuid, z.partialRecord(TeamNotificationEvent, Channels))
    .refine((teams) => Object.keys(teams).length <= 200, 'must not name more than 200 teams')
    .default({}),
};

/** Replaces what was chosen; an event that is not named goes back to its default. */
export const SetNotificationPreferencesBody = z.strictObject(chosen).meta({ id: 'SetNotificationPreferences' });
export type SetNotificationPreferences = z.infer<typeof SetNotificationPreferencesBody>;

export const notificationPreferenceCalls = {
  get: defineCall({
    subject: 'users.notifications.get.v1',
    authority: 'user',
    summary: 'What a user is notified of, and how.',
    request: z.strictObject({ userId: Uuid }),
    response: NotificationPreferences,
  }),
  set: defineCall({
    subject: 'users.notifications.set.v1',
    authority: 'user',
    summary: 'Replace the choices of a user.',
    request: z.strictObject({ userId: Uuid, ...chosen }),
    response: NotificationPreferences,
  }),
  effective: defineCall({
    subject: 'users.notifications.effective.v1',
    clients: ['notifications'],
    authority: 'service',
    summary: 'The effective set of people of an account, for those who notify them. Unknown ids are left out.',
    request: z.strictObject({ accountId: Uuid, userIds: IdList(100) }),
    response: z.object({ users: z.array(NotificationPreferences.extend({ userId: Uuid })) }),
  }),
};

export const notificationPreferenceEvents = {
  changed: defineEvent({
    type: 'user.preferences_changed',
    version: 1,
    source: 'users',
    summary: 'The user is notified of other things from now on; the effective set is read by id.',
    data: z.object({ userId: Uuid }),
    example: { userId: '01890a5d-ac96-774b-bcce-b302099a8057' },
  }),
};
