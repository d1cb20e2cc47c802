import type { ZodError } from 'zod';
import { z } from 'zod';
import { errorCodes } from '#contracts';
import type { InputFault } from './app-error.js';
import { AppError } from './app-error.js';

/** How a failure travels over NATS. */
export const ErrorEnvelope = z.object({
  code: z.enum(errorCodes),
  details: z.record(z.string(), z.unknown()).default({}),
  requestId: z.string().optional(),
});
export type ErrorEnvelope = z.infer<typeof ErrorEnvelope>;

/** Wire form of a failure. Unknown errors lose their text here on purpose: only the log of the service has it. */
export function toEnvelope(error: unknown, requestId?: string): ErrorEnvelope {
  const known = error instanceof AppError ? error : new AppError('internal');
  return {
    code: known.code,
    details: { ...known.details },
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The failure that an envelope stands for; anything unreadable is `internal`. */
export function fromEnvelope(payload: unknown): AppError {
  const parsed = ErrorEnvelope.safeParse(payload);
  if (!parsed.success) return new AppError('internal');
  // Details were built by our own AppError on the other side; the shape is the same build's.
  return new AppError(parsed.data.code, parsed.data.details);
}

const maxFaults = 50;

type Issue = ZodError['issues'][number];

/** Of the shapes that a value may have the one that it comes nearest to; the first of them when several are as near. */
function nearest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const [first = [], ...others] = branches;
  return others.reduce((best, branch) => (branch.length < best.length ? branch : best), first);
}

function faultsOf(issue: Issue, prefix: string): InputFault[] {
  const path = [prefix, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, maxFaults).map((key) => ({
      path: path === '' ? key.slice(0, 100) : `${path}.${key.slice(0, 100)}`,
      code: 'unknown_field',
      message: 'is not a field of this request',
    }));
  }
  const within = issue.code === 'invalid_union' ? nearest(issue.errors) : [];
  if (within.length > 0) return within.flatMap((inner) => faultsOf(inner, path));
  return [{ path, code: issue.code, message: issue.message }];
}

/**
 * Turns zod's issues into at most 50 faults with paths like `teamIds.0`; where a value may have several shapes, those of
 * the shape that it comes nearest to. Never echoes the received value.
 */
export function inputFaults(error: ZodError, prefix = ''): InputFault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, prefix)).slice(0, maxFaults);
}

/** `invalid_request` with the faults of a failed parse. */
export function invalidInput(error: ZodError, prefix = ''): AppError {
  return new AppError('invalid_request', { errors: inputFaults(error, prefix) });
}
