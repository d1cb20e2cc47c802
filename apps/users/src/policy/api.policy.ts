import { plans, type ApiRefusal, type Rights } from '#contracts';
import { can, mayManage, reaches, type Deciding } from './user.policy.js';

/** Why this person may not use keys now, or undefined when they may. Light users never. */
export function apiRefusal(person: Deciding): ApiRefusal | undefined {
  if (!plans[person.plan].features.includes('api_keys')) return 'plan';
  return person.role === 'light_user' || !can(person, 'api.access') ? 'permission' : undefined;
}

/**
 * Why `actor` may not keep tokens of the account, or not with this guardian. A token acts by its guardian's rights and
 * `actor` holds it: so the guardian may do nothing that `actor` may not.
 * @param guardian null: no guardian is chosen now; undefined: there is no such person
 */
export function tokenRefusal(actor: Deciding, guardian: Deciding | null | undefined): ApiRefusal | undefined {
  if (!can(actor, 'account.settings')) return 'permission';
  if (guardian === null) return undefined;
  if (!plans[actor.plan].features.includes('api_keys')) return 'plan';
  if (guardian === undefined) return 'guardian_unknown';
  if (apiRefusal(guardian) !== undefined) return 'guardian_unfit';
  if (guardian.id === actor.id) return undefined;
  const exceeds = guardian.permissions.some((permission) => !can(actor, permission));
  return exceeds || !mayManage(actor, guardian) ? 'guardian_unfit' : undefined;
}

/**
 * Somebody as far as a ceiling lets them act: the weaker role, and the permissions that are in both.
 * @param ceiling undefined: there is none
 */
export function within<Person extends Deciding>(person: Person, ceiling: Rights | undefined): Person {
  if (ceiling === undefined) return person;
  const role = reaches(person.role, ceiling.role) ? ceiling.role : person.role;
  const permissions = person.permissions.filter((permission) => ceiling.permissions.includes(permission));
  const lessened = role !== person.role || permissions.length < person.permissions.length;
  return { ...person, role, permissions, lessened };
}

/** Whether a token that acts by `person` loses nothing of these rights, and they may look after it themselves. */
export function mayInherit(person: Deciding, rights: Rights | null): boolean {
  if (tokenRefusal(person, person) !== undefined) return false;
  if (rights === null) return true;
  return reaches(person.role, rights.role) && rights.permissions.every((permission) => can(person, permission));
}
