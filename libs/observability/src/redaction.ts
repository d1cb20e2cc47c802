import { errorForLog, withoutAddresses } from './errors-for-logs.js';

// By their end, so that others of a kind are known: `newPassword`, `recoveryCodes`, `alternateEmails`.
const endings =
  'passwords?|passwd|pwd|secrets?|tokens?|cookies?|emails?|otp|credentials?|(?:api|private|signing|master|data)keys?';
const wholes = [
  'authorization|proxyauthorization|passwordhash|pass|pin|codes?|(?:recovery|backup|user|device)codes?|keys?|link|magiclink',
  'html|mailbody|mustercaller|to|cc|bcc|recipients?|address(?:es)?',
];
const secretName = new RegExp(`(?:${endings})$|^(?:${wholes.join('|')})$`);
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
 * A copy for the log: values under names of secrets and of mail addresses are replaced at any depth, addresses within
 * other texts as well; errors are reduced to what may be shown, and size and depth are bounded.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutAddresses(value);
  return typeof value === 'object' && value !== null ? redactObject(value, depth) : value;
}
