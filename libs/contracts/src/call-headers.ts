/** What travels beside every call over NATS. Authority, time and trace are headers, never payload. */
export const callHeaderNames = {
  requestId: 'X-Request-Id',
  /** Until when the caller waits, in epoch milliseconds. */
  deadline: 'Muster-Deadline',
  caller: 'Muster-Caller',
  idempotencyKey: 'Idempotency-Key',
  traceparent: 'traceparent',
  originIp: 'Muster-Origin-Ip',
  originAgent: 'Muster-Origin-Agent',
  /** On an answer: `ok`, or `error` when the payload is a failure. */
  status: 'Muster-Status',
} as const;
