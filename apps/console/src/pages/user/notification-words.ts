import type { Channels, NotificationEvent, NotificationPreferences, TeamNotificationEvent } from '../../api/types.js';

export type Channel = keyof Channels;
export const channelWords: Record<Channel, string> = { email: 'Email', browser: 'Browser', mobile: 'Mobile' };
export const channels: readonly Channel[] = ['email', 'browser', 'mobile'];

/** To follow "Notify when". */
export const eventWords: Record<NotificationEvent, string> = {
  'conversation.created': 'There is a new conversation',
  'conversation.assigned_to_me': 'A conversation is assigned to me',
  'conversation.assigned_to_other': 'A conversation is assigned to somebody else',
  'conversation.followed_updated': 'A conversation I follow is updated',
  'mention.me': 'Somebody mentions me',
  'customer.replied.unassigned': 'A customer replies to an unassigned conversation',
  'customer.replied.mine': 'A customer replies to one of mine',
  'customer.replied.other': 'A customer replies to somebody else’s',
  'user.replied.unassigned': 'A user replies to an unassigned conversation',
  'user.replied.mine': 'A user replies to one of mine',
  'user.replied.other': 'A user replies to somebody else’s',
};

export const teamEventWords: Record<TeamNotificationEvent, string> = {
  'team.assigned': 'A conversation is assigned to the team',
  'team.mentioned': 'Somebody mentions the team',
  'team.customer_replied': 'A customer replies to one of the team’s',
  'team.user_replied': 'A user replies to one of the team’s',
};

type Preferences = NotificationPreferences;

/** The choices with one box changed. */
export function withEvent(
  before: Preferences,
  { event, channel, on }: { event: NotificationEvent; channel: Channel; on: boolean },
): Preferences {
  const channels = { ...before.preferences[event], [channel]: on };
  return { ...before, preferences: { ...before.preferences, [event]: channels } };
}

/** The same for a team. */
export function withTeamEvent(
  before: Preferences,
  { teamId, event, channel, on }: { teamId: string; event: TeamNotificationEvent; channel: Channel; on: boolean },
): Preferences {
  const team = before.teams[teamId];
  if (team === undefined) return before;
  const changed = { ...team, [event]: { ...team[event], [channel]: on } };
  return { ...before, teams: { ...before.teams, [teamId]: changed } };
}
