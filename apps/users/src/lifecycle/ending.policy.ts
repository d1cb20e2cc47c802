import { AppError } from '#errors';
import { can, mayManage, requirePermission, type Deciding } from '../policy/user.policy.js';

/**
 * Who may suspend or delete whom: those who manage the person, never the person, and never the owner, whose account
 * would be nobody's.
 * @throws AppError `forbidden`, `last_owner`
 */
export function requireEnding(actor: Deciding, target: Pick<Deciding, 'id' | 'role'>): void {
  if (target.role === 'owner') throw new AppError(can(actor, 'users.manage') ? 'last_owner' : 'forbidden');
  requirePermission(actor, 'users.manage');
  if (actor.id === target.id || !mayManage(actor, target)) throw new AppError('forbidden');
}
