import { isIP } from 'node:net';
import { z } from 'zod';
import { commonVariables, publicUrl } from '#config';

function isAddressOrRange(text: string): boolean {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const trustedProxies = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((parts) => parts.every(isAddressOrRange), 'must be addresses or CIDR ranges, comma separated');

export const configSchema = z.object({
  ...commonVariables,
  PUBLIC_URL: publicUrl,
  HTTP_HOST: z.string().default('0.0.0.0').describe('Interface of the public port'),
  HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('Public port'),
  CONSOLE_DIR: z.string().optional().describe('Folder of the built console; without it only the API is served'),
  TRUSTED_PROXIES: trustedProxies.describe(
    'Addresses or CIDR ranges of the proxies in front, whose X-Forwarded-For is believed; nobody’s by default',
  ),
  DRAIN_DELAY_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .describe('How long a stopping process still serves after /health/ready fails, so that the balancer notices first'),
  MAX_LIVE_STREAMS: z.coerce.number().int().min(1).max(100_000).default(5_000).describe('Open /v1/events, per process'),
});
export type GatewayConfig = Readonly<z.infer<typeof configSchema>>;

/** Token of the configuration for constructors. */
export const CONFIG = Symbol('gateway config');
