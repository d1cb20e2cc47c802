/** What came of handing a mail to the relay; `reply` is safe to store and to show. */
export interface Delivery {
  /**
   * - `accepted`: the relay took it.
   * - `refused`: for good, because of the recipient or the mail itself.
   * - `deferred`: not now, or the answer never came.
   * - `unreachable`: there was no session in which to hand it over; that says nothing about this mail.
   * - `interrupted`: this process is stopping.
   */
  kind: 'accepted' | 'refused' | 'deferred' | 'unreachable' | 'interrupted';
  reply: string;
}

const address = /<?[^\s<>"'()[\],;:]+@[^\s<>"'()[\],;]+>?/gu;
const maxLength = 500;

/** A reply of a relay on one line, without addresses, in at most 500 characters. */
export function cleanReply(reply: string): string {
  const line = reply
    .slice(0, 5_000)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(address, '<address>')
    .trim();
  return line.length <= maxLength ? line : `${Array.from(line.slice(0, maxLength - 2)).join('')}…`;
}

interface SmtpFailure {
  code: string;
  command: string;
  responseCode: number;
  timeoutType: string;
  syscall: string;
}

function read(error: object, key: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function failureOf(error: object): SmtpFailure {
  return {
    code: read(error, 'code'),
    command: read(error, 'command'),
    responseCode: Number(read(error, 'responseCode')),
    timeoutType: read(error, 'timeoutType'),
    syscall: read(error, 'syscall'),
  };
}

/** 5yz about this recipient or this mail. 5yz at any other step is about us or the relay, and can be mended. */
function isRefusal({ code, command, responseCode }: SmtpFailure): boolean {
  if (code === 'EENVELOPE' && command === 'API') return true;
  const permanent = responseCode >= 500 && responseCode < 600 && responseCode !== 503;
  return permanent && (command === 'RCPT TO' || command === 'DATA');
}

function isWithoutSession(failure: SmtpFailure): boolean {
  if (['EDNS', 'ETLS', 'EAUTH', 'EPROTOCOL'].includes(failure.code)) return true;
  if (failure.code === 'ETIMEDOUT') return failure.timeoutType !== 'SOCKET_TIMEOUT';
  return failure.syscall === 'connect' || ['EHLO', 'HELO', 'STARTTLS'].includes(failure.command);
}

function wordsOf(error: object, failure: SmtpFailure): string {
  const response = read(error, 'response');
  if (response !== '') return cleanReply(response);
  return failure.code === ''
    ? 'the connection to the relay failed'
    : `the connection to the relay failed (${failure.code})`;
}

/** What an error of the SMTP client means for the mail. */
export function deliveryOf(error: unknown): Delivery {
  if (typeof error !== 'object' || error === null)
    return { kind: 'deferred', reply: 'the mail could not be handed over' };
  const failure = failureOf(error);
  const reply = wordsOf(error, failure);
  if (isRefusal(failure)) return { kind: 'refused', reply };
  return { kind: isWithoutSession(failure) ? 'unreachable' : 'deferred', reply };
}
