/** A failure whose message is all that the person at the terminal needs; no stack is shown. */
export class Problem extends Error {
  constructor(message) {
    super(message);
    this.name = 'Problem';
  }
}

const unreachable = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut off',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ETIMEDOUT: 'it does not answer',
};

// The server is there and refuses who asks, or has no such database: classes of SQLSTATE, and what NATS says.
function isRefusal({ code, name }) {
  return /^(28|3D)...$/.test(code) || name === 'AuthorizationError';
}

function isSilence({ name, message }) {
  return name === 'TimeoutError' || /timeout expired|Connection terminated/.test(message);
}

/**
 * Why something could not be reached, in one line; undefined for an error of another kind.
 * @param {any} error of Node, pg or NATS
 * @returns {string | undefined}
 */
export function whyUnreachable(error) {
  if (!(error instanceof Error)) return undefined;
  // A name with several addresses fails with one error for each.
  const [first = error] = error.errors ?? [];
  if (unreachable[first.code]) return `${unreachable[first.code]} (${first.code})`;
  if (isRefusal(first)) return first.message;
  return isSilence(first) ? 'it does not answer' : whyUnreachable(first.cause);
}

function textOf(error) {
  if (error instanceof Problem) return error.message;
  const why = whyUnreachable(error);
  if (why === undefined) return error?.stack ?? String(error);
  const { address, port } = error.errors?.[0] ?? error;
  return `No connection${address ? ` to ${address}:${port}` : ''}: ${why}.`;
}

/**
 * Prints a failure the way a person wants to see it and sets the exit code.
 * @param {unknown} error anything that was thrown
 */
export function reportFailure(error) {
  process.stderr.write(`\n${textOf(error)}\n`);
  process.exitCode = 1;
}
