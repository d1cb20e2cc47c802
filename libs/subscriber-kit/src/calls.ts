import { headers as natsHeaders, type Msg } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { callHeaderNames, type Call, type RequestInputOf, type ResponseOf } from '#contracts';
import { AppError, fromEnvelope } from '#errors';
import { isNobodyThere, isTimeout, type Asker } from '#nats';

async function send(asker: Asker, call: Call, payload: string): Promise<Msg> {
  const deadline = Date.now() + call.deadlineMs;
  const headers = natsHeaders();
  headers.set(callHeaderNames.requestId, randomUUID());
  headers.set(callHeaderNames.deadline, String(deadline));
  for (;;) {
    const timeout = deadline - Date.now();
    if (timeout <= 0) throw new AppError('unavailable', { retryAfter: 1 });
    try {
      return await asker.ask(call.subject, payload, { timeout, headers });
    } catch (error) {
      if (isTimeout(error)) throw new AppError('timeout', { retryAfter: 1 }, { cause: error });
      if (!isNobodyThere(error)) throw new AppError('unavailable', { retryAfter: 1 }, { cause: error });
      // Nothing can have happened: a restart of the answering service is waited for.
      await sleep(50 + Math.random() * 100);
    }
  }
}

/**
 * Sends a declared call.
 * @throws AppError what the call declares; `unavailable` when nobody serves it, `timeout` when the outcome is unknown
 */
export async function sendCall<C extends Call>(
  asker: Asker,
  call: C,
  input: RequestInputOf<C>,
): Promise<ResponseOf<C>> {
  const message = await send(asker, call, JSON.stringify(input));
  const payload: unknown = message.json();
  if (message.headers?.get(callHeaderNames.status) !== 'ok') throw fromEnvelope(payload);
  const answer = call.response.safeParse(payload);
  if (!answer.success) throw new AppError('internal', {}, { cause: answer.error });
  return answer.data as ResponseOf<C>;
}
