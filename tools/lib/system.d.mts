// Types of system.mjs, for the tests that are written in TypeScript.

export type ServiceName = 'gateway' | 'users' | 'auth' | 'notifications';
export type ExampleName = 'conversations';
export type PartName = ServiceName | ExampleName | 'nats' | 'postgres' | 'mail';

export interface SignIn {
  email: string;
  password: string;
}

export interface Running {
  baseUrl: string;
  /** One per copy of the gateway. */
  baseUrls: string[];
  /** Empty when SMTP_URL replaces the mail sink. */
  mailUrl: string;
  smtpUrl: string;
  /** With an administrator's credentials. */
  natsUrl: string;
  /** With an administrator's credentials. */
  databaseUrl: string;
  databaseUrls: Record<'users' | 'auth' | 'notifications', string>;
  metricsUrls: Record<ServiceName, string[]>;
  /** Null while a process is being started again. */
  pids: Record<ServiceName, (number | null)[]> &
    Record<'nats' | 'postgres' | 'mail', number | null> &
    Partial<Record<ExampleName, number | null>>;
  /** Only when they were asked for. */
  examples?: RunningExample[];
  owner: SignIn;
  administrator: SignIn;
  user: SignIn;
}

export interface RunningExample {
  name: ExampleName;
  url: string;
  /** As its own role. */
  databaseUrl: string;
  /** What its commands need to run beside it. */
  env: Record<string, string>;
}

export interface StartOptions {
  stateDir?: string;
  copies?: Partial<Record<ServiceName, number>>;
  quiet?: boolean;
  fresh?: boolean;
  build?: boolean;
  seed?: boolean;
  examples?: boolean;
  env?: Record<string, string | number | Record<string, string | number>>;
  port?: number;
  fastUnsafe?: boolean;
  postgresSettings?: Record<string, string>;
  signal?: AbortSignal;
}

export interface System {
  readonly running: Running;
  readonly stateDir: string;
  kill(name: PartName, index?: number): Promise<number>;
  stopPart(name: PartName, options?: { signal?: NodeJS.Signals }): Promise<void>;
  startPart(name: PartName): Promise<void>;
  restart(name: PartName): Promise<void>;
  ready(options?: { deadlineMs?: number }): Promise<void>;
  stop(): Promise<void>;
}

export function startSystem(options?: StartOptions): Promise<System>;
export function readRunning(stateDir?: string): Running | undefined;
