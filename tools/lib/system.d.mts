/** Types of system.mjs for the TypeScript that drives it (e2e tests). */
export type ServiceName = 'gateway' | 'users' | 'auth' | 'notifications';

export interface SignIn {
  email: string;
  password: string;
}

/** What .muster/running.json says while a system runs. */
export interface Running {
  baseUrl: string;
  baseUrls: string[];
  mailUrl: string;
  smtpUrl: string;
  natsUrl: string;
  databaseUrl: string;
  metricsUrls: Record<ServiceName, string[]>;
  pids: Record<ServiceName, number[]> & { postgres: number; nats: number; mail: number };
  owner: SignIn;
  administrator: SignIn;
  user: SignIn;
}

export interface SystemOptions {
  stateDir?: string;
  copies?: Partial<Record<ServiceName, number>>;
  quiet?: boolean;
  fresh?: boolean;
  build?: boolean;
  seed?: boolean;
  env?: Record<string, string>;
}

export interface System {
  readonly running: Running;
  stop(): Promise<void>;
  /** SIGKILL; the supervisor starts the process anew. */
  kill(service: ServiceName, index?: number): Promise<void>;
  restart(service: ServiceName): Promise<void>;
  stopPart(part: 'nats' | 'postgres' | 'mail'): Promise<void>;
  startPart(part: 'nats' | 'postgres' | 'mail'): Promise<void>;
}

export function startSystem(options?: SystemOptions): Promise<System>;
