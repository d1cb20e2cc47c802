import type { Caller } from '#contracts';
import { AppError } from '#errors';

/** How long a proof of identity counts as fresh, in seconds. */
const freshForSeconds = 600;

/**
 * For changes that a borrowed session must not make: the person proved who they are within ten minutes, by signing in
 * or by `POST /v1/me/reauthentications`.
 * @throws AppError `reauthentication_required`
 */
export function requireFreshProof(caller: Pick<Caller, 'auth_time'>, now = Date.now()): void {
  if (now / 1000 - caller.auth_time > freshForSeconds) throw new AppError('reauthentication_required');
}
