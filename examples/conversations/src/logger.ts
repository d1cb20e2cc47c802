import type { SubscriberLogger } from '#subscriber-kit';

function write(level: string, fields: object, message: string): void {
  const plain = Object.entries(fields).map(([name, value]) => [
    name,
    value instanceof Error ? String(value.stack) : value,
  ]);
  const line = {
    level,
    time: new Date().toISOString(),
    service: 'conversations',
    ...Object.fromEntries(plain),
    msg: message,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** JSON lines on standard output. */
export const logger: SubscriberLogger = {
  info: (fields, message) => write('info', fields, message),
  warn: (fields, message) => write('warn', fields, message),
  error: (fields, message) => write('error', fields, message),
};
