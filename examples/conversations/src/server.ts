import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Pool } from 'pg';
import type { SubscriberLogger } from '#subscriber-kit';
import { accountIds, listConversations, type Conversation, type ListQuery } from './conversations.js';
import type { Names } from './names.js';
import { label, page } from './page.js';

export interface ServerParts {
  pool: Pool;
  names: Names;
  logger: SubscriberLogger;
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const base = 'http://localhost';
const mostListed = 1_000;

/** Undefined when something in the query cannot be used. */
function readQuery(search: URLSearchParams, fallback: string): ListQuery | undefined {
  const given = (name: string) => search.get(name) ?? undefined;
  const [assignee, after] = [given('assignee'), given('after')];
  const query = { accountId: given('account') ?? fallback, assignee, after, limit: Number(given('limit') ?? 100) };
  const ids = [query.accountId, after, assignee === 'none' ? undefined : assignee];
  const usable = ids.every((id) => id === undefined || uuid.test(id));
  return usable && Number.isInteger(query.limit) && query.limit > 0 && query.limit <= mostListed ? query : undefined;
}

async function listed(search: URLSearchParams, { pool, names }: ServerParts) {
  const [first] = search.has('account') ? [] : await accountIds(pool);
  const query = readQuery(search, first ?? '00000000-0000-0000-0000-000000000000');
  if (query === undefined) return undefined;
  const conversations = await listConversations(pool, query);
  const people = conversations.flatMap(({ assigneeId, authorIds }) => [
    ...authorIds,
    ...(assigneeId === null ? [] : [assigneeId]),
  ]);
  return { conversations, names: await names.of(query.accountId, people), limit: query.limit };
}

const withNames = (conversation: Conversation, names: Parameters<typeof label>[1]) => ({
  ...conversation,
  assignee: label(conversation.assigneeId, names),
  authors: conversation.authorIds.map((id) => label(id, names)),
});

async function answer(request: IncomingMessage, parts: ServerParts): Promise<Answer> {
  if (request.method !== 'GET') return json(405, { error: 'Only GET is answered' });
  const target = request.url ?? '/';
  if (!URL.canParse(target, base)) return json(404, { error: 'There is no such page' });
  const { pathname, searchParams } = new URL(target, base);
  if (pathname === '/health/ready') {
    await parts.pool.query('SELECT 1');
    return json(200, { ready: true });
  }
  if (pathname === '/' || pathname === '/conversations.json') return list(pathname, searchParams, parts);
  return json(404, { error: 'There is no such page' });
}

async function list(pathname: string, search: URLSearchParams, parts: ServerParts): Promise<Answer> {
  const found = await listed(search, parts);
  if (found === undefined) return json(422, { error: 'account, assignee (an id or none), after, limit (1 to 1000)' });
  const { conversations, names, limit } = found;
  if (pathname === '/') return { status: 200, type: 'text/html; charset=utf-8', body: page(conversations, names) };
  const next = conversations.length === limit ? (conversations.at(-1)?.id ?? null) : null;
  return json(200, { items: conversations.map((each) => withNames(each, names)), next });
}

function respond(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** A page and a JSON list to look at; for this machine only. */
export async function startServer(port: number, parts: ServerParts): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, parts).then(
      (found) => respond(response, found),
      (error: unknown) => {
        parts.logger.error({ err: error }, 'a request failed');
        respond(response, json(503, { error: 'Not now' }));
      },
    );
  });
  server.requestTimeout = 10_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
