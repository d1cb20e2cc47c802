/** What the service reads from its environment. */
export interface Config {
  databaseUrl: string;
  nats: { url: string; user: string | undefined; password: string | undefined };
  httpPort: number;
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`HTTP_PORT=${text} is not a port`);
  return port;
}

/** @throws Error naming the variable that is missing or unusable */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    databaseUrl: required(env, 'DATABASE_URL'),
    nats: { url: required(env, 'NATS_URL'), user: env['NATS_USER'], password: env['NATS_PASSWORD'] },
    httpPort: portOf(env['HTTP_PORT'] ?? '4840'),
  };
}
