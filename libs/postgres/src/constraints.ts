import { QueryFailedError } from 'typeorm';
import { AppError, isDatabaseOutage } from '#errors';

interface DriverError {
  code: string;
  constraint: string;
}

function textOf(error: object, key: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : '';
}

/** The error of the PostgreSQL driver inside what TypeORM or pg threw. */
function driverError(error: unknown): DriverError | undefined {
  const inner: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(inner instanceof Error)) return undefined;
  return { code: textOf(inner, 'code'), constraint: textOf(inner, 'constraint') };
}

/** SQLSTATE of a failure, or undefined when it does not come from PostgreSQL. */
export function sqlState(error: unknown): string | undefined {
  const code = driverError(error)?.code;
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Name of the violated constraint (SQLSTATE class 23), or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  return sqlState(error)?.startsWith('23') === true ? driverError(error)?.constraint : undefined;
}

/**
 * Runs a write and turns the violation of a named constraint into a domain error: race-free, unlike looking first.
 * The transaction is aborted either way.
 * @param meanings constraint name -> error to throw
 */
export async function meaning<T>(meanings: Record<string, () => AppError>, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const translate = meanings[violatedConstraint(error) ?? ''];
    throw translate === undefined ? error : translate();
  }
}

// 40001 serialization failure, 40P01 deadlock: nothing happened, the same transaction may be run again.
const repeatable = new Set(['40001', '40P01']);

/** True when the whole transaction may simply be run again. */
export function isRepeatable(error: unknown): boolean {
  return repeatable.has(sqlState(error) ?? '');
}

/**
 * Turns failures of the connection, of an overloaded server, or of a transaction that others were in the way of into
 * `unavailable`; leaves all others as they are.
 */
export function translateOutage(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = driverError(error)?.code ?? '';
  const message = error instanceof Error ? error.message : '';
  const outage = isRepeatable(error) || isDatabaseOutage({ code, message });
  return outage ? new AppError('unavailable', { retryAfter: 1 }, { cause: error }) : error;
}
