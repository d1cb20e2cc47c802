import type { HttpMethod, routes } from '#contracts';

interface Endpoint {
  readonly method: HttpMethod;
  readonly path: string;
}

/**
 * What the console calls, by the names of the contract's routes. The declarations themselves carry validators
 * that a page does not need; a test holds this list against them.
 */
export const endpoints = {
  createSession: { method: 'POST', path: '/v1/sessions' },
  endSession: { method: 'DELETE', path: '/v1/sessions/current' },
  lookupInvitation: { method: 'POST', path: '/v1/invitations/lookup' },
  acceptInvitation: { method: 'POST', path: '/v1/invitations/acceptances' },
  renewInvitation: { method: 'POST', path: '/v1/invitations/renewals' },
  getMe: { method: 'GET', path: '/v1/me' },
  getMyAccess: { method: 'GET', path: '/v1/me/access' },
  listUsers: { method: 'GET', path: '/v1/users' },
  getSeats: { method: 'GET', path: '/v1/users/seats' },
  createUser: { method: 'POST', path: '/v1/users' },
  getUser: { method: 'GET', path: '/v1/users/{id}' },
  updateUser: { method: 'PATCH', path: '/v1/users/{id}' },
  inviteUser: { method: 'POST', path: '/v1/users/{id}/invitation' },
  listTeams: { method: 'GET', path: '/v1/teams' },
  listMailboxes: { method: 'GET', path: '/v1/mailboxes' },
  streamEvents: { method: 'GET', path: '/v1/events' },
} as const satisfies Partial<Record<keyof typeof routes, Endpoint>>;

export type EndpointName = keyof typeof endpoints;

/** Fills the placeholders of a path and appends the query; absent and empty values are left out. */
export function urlOf(path: string, params: object, query: object = {}): string {
  const values = new Map(Object.entries(params).map(([name, value]) => [name, String(value)]));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(values.get(name) ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}
