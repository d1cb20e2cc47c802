import { z } from 'zod';

/** Thrown at start-up with every problem at once, so that an operator mends them in one go. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads environment variables once against a schema.
 * @param schema object schema whose keys are variable names; empty strings count as unset
 * @param env usually `process.env`
 * @returns the frozen, typed configuration
 * @throws ConfigError naming every variable that is missing or unusable; values are never shown
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Record<string, string | undefined>,
): Readonly<z.infer<z.ZodObject<Shape>>> {
  const known = Object.keys(schema.shape).map((name) => [name, env[name] === '' ? undefined : env[name]]);
  const parsed = schema.safeParse(Object.fromEntries(known));
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
