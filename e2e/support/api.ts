import { randomUUID } from 'node:crypto';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Problem {
  code: string;
  status: number;
  requestId: string;
  errors?: { path: string; code: string; message: string }[];
  plan?: string;
}

/** Plain HTTP against a running gateway, as any client would speak it. */
export class Api {
  constructor(readonly baseUrl: string) {}

  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : {}) as Body };
  }

  /** Signs in and returns the access token. */
  async signIn(email: string, password: string): Promise<string> {
    const answer = await this.call<{ accessToken: string }>('POST', '/v1/sessions', {
      body: { email, password, transport: 'bearer' },
    });
    if (answer.status !== 201) throw new Error(`Sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body.accessToken;
  }
}

/** Body of a new user with an address that nobody else has. */
export function newPerson(fields: Record<string, unknown> = {}): Record<string, unknown> & { email: string } {
  return {
    firstName: 'Nadia',
    lastName: 'Okafor',
    role: 'user',
    email: `nadia.${randomUUID().slice(0, 12)}@people.example`,
    ...fields,
  };
}

/** Asks again until `probe` answers something, at most `ms`. Names what it waited for when it gives up. */
export async function until<T>(what: string, probe: () => Promise<T | undefined | false>, ms = 15_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Waited ${ms} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
