import { AppError, type InputFault } from '#errors';

const maxFaults = 100;
const unknown = { code: 'unknown_id', message: 'names something that this account does not have' };

/**
 * Names those of a list that the account does not have.
 * @param path the list in the request
 * @throws AppError `invalid_request`
 */
export function refuseUnknown(path: string, wanted: readonly string[], isKnown: (id: string) => boolean): void {
  refuseThose(path, wanted, isKnown, unknown);
}

/** For one id outside a list. */
export function unknownId(path: string): AppError {
  return new AppError('invalid_request', { errors: [{ path, ...unknown }] });
}

/** @throws AppError `invalid_request` naming the light users of a list */
export function refuseLightUsers(path: string, wanted: readonly string[], isLight: (id: string) => boolean): void {
  refuseThose(path, wanted, (id) => !isLight(id), { code: 'role', message: 'light users cannot be on teams' });
}

function refuseThose(
  path: string,
  wanted: readonly string[],
  isFine: (id: string) => boolean,
  fault: Omit<InputFault, 'path'>,
): void {
  const errors = wanted.flatMap((id, index) => (isFine(id) ? [] : [{ path: `${path}.${index}`, ...fault }]));
  if (errors.length > 0) throw new AppError('invalid_request', { errors: errors.slice(0, maxFaults) });
}
