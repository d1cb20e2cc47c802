import { errorForLog } from './errors-for-logs.js';

const secretNames = [
  'password|passwords|passwordhash|newpassword|currentpassword|passwd|secret|clientsecret|token|tokens|accesstoken|refreshtoken',
  'idtoken|callertoken|apikey|apitoken|cookie|cookies|setcookie|authorization|proxyauthorization|code|codes|otp|pin|link',
  'magiclink|privatekey|signingkey|masterkey|credential|credentials|pass|pwd|mustercaller|html|mailbody',
];
const secretName = new RegExp(`^(?:${secretNames.join('|')})$`);
const maxDepth = 8;
const maxEntries = 200;

/** Stands where a secret was. */
export const redacted = '[redacted]';

function isSecret(key: string): boolean {
  return secretName.test(key.replace(/[-_]/g, '').toLowerCase());
}

function redactEntries(entries: [string, unknown][], depth: number): Record<string, unknown> {
  const kept = entries.slice(0, maxEntries);
  return Object.fromEntries(kept.map(([key, value]) => [key, isSecret(key) ? redacted : redact(value, depth + 1)]));
}

function redactObject(value: object, depth: number): unknown {
  if (value instanceof Error) return errorForLog(value);
  if (value instanceof Date) return value;
  if (depth >= maxDepth) return '[too deep]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((item) => redact(item, depth + 1));
  if (value instanceof Map)
    return redactEntries(
      [...value].map(([key, item]) => [String(key), item]),
      depth,
    );
  return redactEntries(Object.entries(value), depth);
}

/**
 * A copy for the log: values under names of secrets are replaced at any depth, errors are reduced to what may be
 * shown, and size and depth are bounded.
 */
export function redact(value: unknown, depth = 0): unknown {
  return typeof value === 'object' && value !== null ? redactObject(value, depth) : value;
}
