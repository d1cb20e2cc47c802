import type { z } from 'zod';
import type { ErrorCode } from './errors.js';

/** The processes that take part in calls. */
export const services = ['gateway', 'users', 'auth', 'notifications'] as const;
export type ServiceName = (typeof services)[number];

/** Who may send a call: processes of ours, and `subscriber` for internal services (see `subscribers.ts`). */
export type ClientName = ServiceName | 'subscriber';

/**
 * Whose authority a call carries.
 * - `user`: a caller token must be present and valid; the handler receives the {@link Caller} (see `caller.ts`).
 * - `anonymous`: made for somebody who has not signed in (sign-in itself, invitation pages).
 * - `service`: between our own processes; NATS permissions say which process may send it.
 */
export type CallAuthority = 'user' | 'anonymous' | 'service';

/** One request/reply call over NATS. Both sides share this declaration. */
export interface Call<
  Req extends z.ZodType = z.ZodType,
  Res extends z.ZodType = z.ZodType,
  Authority extends CallAuthority = CallAuthority,
> {
  /** NATS subject with version, `<service>.<feature>.<verb>.v<N>`. */
  readonly subject: `${ServiceName}.${string}`;
  /** Who may send it; NATS allow lists are generated from this. */
  readonly clients: readonly ClientName[];
  readonly authority: Authority;
  readonly request: Req;
  readonly response: Res;
  /** Codes particular to this call, besides `universalErrors`. */
  readonly errors: readonly ErrorCode[];
  /** Longest time the caller waits, in milliseconds. A smaller ambient deadline wins. */
  readonly deadlineMs: number;
  readonly summary: string;
}

export type RequestOf<C extends Call> = z.infer<C['request']>;
/** What a caller may pass: before defaults and canonicalisation. */
export type RequestInputOf<C extends Call> = z.input<C['request']>;
export type ResponseOf<C extends Call> = z.infer<C['response']>;

type CallDeclaration<Req extends z.ZodType, Res extends z.ZodType, Authority extends CallAuthority> = Omit<
  Call<Req, Res, Authority>,
  'errors' | 'deadlineMs' | 'clients'
> & {
  clients?: readonly ClientName[];
  errors?: readonly ErrorCode[];
  deadlineMs?: number;
};

/**
 * Declares a call once for both sides.
 * @param declaration see {@link Call}; `clients` defaults to the gateway, `deadlineMs` to 5000, `errors` to none.
 */
export function defineCall<Req extends z.ZodType, Res extends z.ZodType, const Authority extends CallAuthority>(
  declaration: CallDeclaration<Req, Res, Authority>,
): Call<Req, Res, Authority> {
  return Object.freeze({
    ...declaration,
    clients: declaration.clients ?? (['gateway'] as const),
    errors: declaration.errors ?? [],
    deadlineMs: declaration.deadlineMs ?? 5000,
  });
}

/** The service that answers a call: the first word of its subject. */
export function serviceOf(call: Pick<Call, 'subject'>): ServiceName {
  const [name] = call.subject.split('.');
  return name as ServiceName;
}
