const maxCauses = 5;
// Names of schema parts and machine codes. Never `detail`, `parameters`, `query` or `where`: they hold people's data.
const shownProperties = ['code', 'constraint', 'table', 'schema', 'routine', 'syscall', 'errno', 'responseCode'];

/** An error as it may stand in a log. */
export interface LoggedError {
  type: string;
  message: string;
  stack?: string;
  cause?: LoggedError;
  [property: string]: unknown;
}

// Not the versions and scopes of packages in stacks: a domain ends in letters.
const mailAddress = /[\p{L}\p{N}.!#$%&'*+=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}[\p{L}\p{N}-]{1,62}/gu;

/** A text with mail addresses in it replaced; relays and databases quote them. */
export function withoutAddresses(text: string): string {
  return text.includes('@') ? text.replace(mailAddress, '[address]') : text;
}

// Connection errors quote URLs, and URLs hold passwords.
function withoutCredentials(text: string): string {
  return withoutAddresses(
    text.replace(/(\w+:\/\/)[^\s/@]*@/g, '$1[redacted]@').replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'),
  );
}

function plainProperties(error: Error): Record<string, string | number> {
  const found = shownProperties.map((name): [string, unknown] => [name, Reflect.get(error, name)]);
  const plain = found.filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return Object.fromEntries(plain);
}

// TypeORM keeps the driver's error beside the standard `cause`.
function innerError(error: Error): unknown {
  return error.cause ?? Reflect.get(error, 'driverError');
}

/** Type, message, stack, machine codes and causes of an error; nothing else of it reaches a log. */
export function errorForLog(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutCredentials(String(error)) };
  const inner = depth < maxCauses ? innerError(error) : undefined;
  return {
    type: error.name,
    message: withoutCredentials(error.message),
    ...(error.stack === undefined ? {} : { stack: withoutCredentials(error.stack) }),
    ...plainProperties(error),
    ...(inner === undefined ? {} : { cause: errorForLog(inner, depth + 1) }),
  };
}

// NATS puts the error of the system below one of its own.
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : codeOf(error.cause);
}

/** An error in one word that holds no secret: its machine code or the one of its cause, else its type. */
export function shortReason(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : 'failed');
}
