import { plans, type ApiRefusal } from '#contracts';
import { can, mayManage, type Deciding } from './user.policy.js';

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
