import { headers as natsHeaders, type MsgHdrs } from '@nats-io/transport-node';
import { callHeaderNames as name, type ClientOrigin } from '#contracts';
import { currentTraceparent, newRequestId, type RequestContext } from '#observability';

function setIfKnown(headers: MsgHdrs, key: string, value: string | undefined): void {
  if (value !== undefined) headers.set(key, value);
}

function setOrigin(headers: MsgHdrs, { ip, userAgent }: ClientOrigin): void {
  headers.set(name.originIp, ip);
  // Header values are one line of ASCII; what a browser calls itself may be anything.
  headers.set(name.originAgent, encodeURIComponent(userAgent));
}

/** Headers of a call, from the context of the caller. `deadline` is in epoch milliseconds. */
export function callHeaders(context: RequestContext | undefined, deadline: number, callerToken?: string): MsgHdrs {
  const result = natsHeaders();
  result.set(name.requestId, context?.requestId ?? newRequestId());
  result.set(name.deadline, String(deadline));
  setIfKnown(result, name.caller, callerToken ?? context?.callerToken);
  setIfKnown(result, name.idempotencyKey, context?.idempotencyKey);
  setIfKnown(result, name.traceparent, currentTraceparent());
  if (context?.origin !== undefined) setOrigin(result, context.origin);
  return result;
}

function read(headers: MsgHdrs | undefined, key: string): string | undefined {
  const value = headers?.get(key);
  return value === undefined || value === '' ? undefined : value;
}

function originOf(headers: MsgHdrs | undefined): { origin?: ClientOrigin } {
  const ip = read(headers, name.originIp);
  if (ip === undefined) return {};
  const agent = read(headers, name.originAgent) ?? '';
  try {
    return { origin: { ip, userAgent: decodeURIComponent(agent) } };
  } catch {
    return { origin: { ip, userAgent: '' } };
  }
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
    ...originOf(headers),
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
