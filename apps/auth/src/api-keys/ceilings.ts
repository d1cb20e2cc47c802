import { roles, type Rights } from '#contracts';

/** What both allow: the weaker role, and the permissions that are in both. */
function both(one: Rights, other: Rights): Rights {
  const role = roles.indexOf(one.role) < roles.indexOf(other.role) ? other.role : one.role;
  return { role, permissions: one.permissions.filter((permission) => other.permissions.includes(permission)) };
}

/**
 * The ceiling of a token that changes guardians: what it could do by the rights of the one before and no more, so that
 * nobody is raised by who comes after. A guardian who could do nothing through the API only interrupted it: their rights
 * count as a ceiling only where there is no other.
 * @param ceiling null for tokens from before there were ceilings
 * @param last what the guardian before may do; null when nobody knows, or they could do nothing
 */
export function loweredCeiling(ceiling: Rights | null, last: Rights | null): Rights | null {
  if (last === null) return ceiling;
  if (ceiling === null) return last;
  return last.permissions.includes('api.access') ? both(ceiling, last) : ceiling;
}
