import { headers as natsHeaders, type MsgHdrs } from '@nats-io/transport-node';
import { currentTraceparent, newRequestId, type RequestContext } from '#observability';

/** What travels beside every call. Authority, time and trace are headers, never payload. */
const name = {
  requestId: 'X-Request-Id',
  deadline: 'Muster-Deadline',
  caller: 'Muster-Caller',
  idempotencyKey: 'Idempotency-Key',
  traceparent: 'traceparent',
  status: 'Muster-Status',
} as const;

/** Headers of a call, from the context of the caller. `deadline` is in epoch milliseconds. */
export function callHeaders(context: RequestContext | undefined, deadline: number, callerToken?: string): MsgHdrs {
  const result = natsHeaders();
  result.set(name.requestId, context?.requestId ?? newRequestId());
  result.set(name.deadline, String(deadline));
  const token = callerToken ?? context?.callerToken;
  if (token !== undefined) result.set(name.caller, token);
  if (context?.idempotencyKey !== undefined) result.set(name.idempotencyKey, context.idempotencyKey);
  const traceparent = currentTraceparent();
  if (traceparent !== undefined) result.set(name.traceparent, traceparent);
  return result;
}

function read(headers: MsgHdrs | undefined, key: string): string | undefined {
  const value = headers?.get(key);
  return value === undefined || value === '' ? undefined : value;
}

/** Context of an incoming call. The caller is added after its token was verified. */
export function contextOf(headers: MsgHdrs | undefined): RequestContext {
  const deadline = Number(read(headers, name.deadline));
  const callerToken = read(headers, name.caller);
  const idempotencyKey = read(headers, name.idempotencyKey);
  const traceparent = read(headers, name.traceparent);
  return {
    requestId: read(headers, name.requestId) ?? newRequestId(),
    ...(Number.isFinite(deadline) && deadline > 0 ? { deadline } : {}),
    ...(callerToken === undefined ? {} : { callerToken }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** Marks an answer as a result or as a failure. */
export function answerHeaders(status: 'ok' | 'error'): MsgHdrs {
  const result = natsHeaders();
  result.set(name.status, status);
  return result;
}

/** True when an answer carries a failure envelope. */
export function isFailure(headers: MsgHdrs | undefined): boolean {
  return headers?.get(name.status) !== 'ok';
}
