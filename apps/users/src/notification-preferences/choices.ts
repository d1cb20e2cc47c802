import {
  defaultChannels,
  notificationEvents,
  teamNotificationEvents,
  type Channels,
  type NotificationEvent,
  type NotificationPreferences,
  type SetNotificationPreferences,
  type TeamNotificationEvent,
} from '#contracts';

type AnyEvent = NotificationEvent | TeamNotificationEvent;

/** Where somebody differs from the defaults. */
export type Differences<Event extends AnyEvent> = Partial<Record<Event, Partial<Channels>>>;

export interface Choices {
  personal: Differences<NotificationEvent>;
  teams: Record<string, Differences<TeamNotificationEvent>>;
}

const channels = ['email', 'browser', 'mobile'] as const;

function differencesOf<Event extends AnyEvent>(
  events: readonly Event[],
  chosen: Partial<Record<Event, Channels | undefined>>,
): Differences<Event> {
  const entries = events.map((event): [Event, Partial<Channels>] => {
    const [usual, wanted] = [defaultChannels(event), chosen[event]];
    const other = wanted === undefined ? [] : channels.filter((channel) => wanted[channel] !== usual[channel]);
    return [event, Object.fromEntries(other.map((channel) => [channel, !usual[channel]]))];
  });
  return Object.fromEntries(entries.filter(([, some]) => Object.keys(some).length > 0)) as Differences<Event>;
}

function fill<Event extends AnyEvent>(
  events: readonly Event[],
  differences: Differences<Event>,
): Record<Event, Channels> {
  const entries = events.map((event): [Event, Channels] => {
    const own: Partial<Channels> = differences[event] ?? {};
    return [event, { ...defaultChannels(event), ...own }];
  });
  return Object.fromEntries(entries) as Record<Event, Channels>;
}

/** What is worth storing of a choice. */
export function choicesFrom({ preferences, teams }: SetNotificationPreferences): Choices {
  const byTeam = Object.entries(teams).map(([teamId, chosen]): [string, Differences<TeamNotificationEvent>] => [
    teamId,
    differencesOf(teamNotificationEvents, chosen),
  ]);
  return {
    personal: differencesOf(notificationEvents, preferences),
    teams: Object.fromEntries(byTeam.filter(([, some]) => Object.keys(some).length > 0)),
  };
}

/** The whole set: defaults with the differences laid over, for the teams one is on. */
export function effectiveSet(choices: Choices, teamIds: readonly string[]): NotificationPreferences {
  const teams = teamIds.map((teamId) => [teamId, fill(teamNotificationEvents, choices.teams[teamId] ?? {})]);
  return {
    preferences: fill(notificationEvents, choices.personal),
    teams: Object.fromEntries(teams) as NotificationPreferences['teams'],
  };
}
