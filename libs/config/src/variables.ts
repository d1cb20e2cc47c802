import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** A secret of exactly `bytes` bytes in base64. */
export function Base64Key(bytes: number) {
  return z
    .string()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === bytes, `must be ${bytes} bytes in base64`);
}

/** Variables that every process reads. */
export const commonVariables = {
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('production')
    .describe('production, development or test'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severity that is logged'),
  NATS_URL: z.string().min(1).describe('NATS servers, comma separated'),
  NATS_USER: z.string().optional().describe('NATS user of this service'),
  NATS_PASSWORD: z.string().optional().describe('Its password'),
  METRICS_HOST: z.string().default('127.0.0.1').describe('Private interface for /metrics and /health'),
  METRICS_PORT: port.describe('Private port for /metrics and /health'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('OTLP/HTTP collector; no traces are made without it'),
};

/** Variables of a process that owns tables. */
export const databaseVariables = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'must be a postgres:// URL')
    .describe('PostgreSQL as this service’s own role'),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10).describe('Connections at most, per process'),
};

/** Address under which people reach the gateway; links in mails are built from it alone. */
export const publicUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .describe('Address under which people reach the gateway');
