import { Controller } from '@nestjs/common';
import { apiKeyCalls, apiKeyRoutes, type ErrorKind, type InputOf } from '#contracts';
import { AppError } from '#errors';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { headersOf, statusOf } from '../http/problem.js';
import { basicUserName } from './basic-user-name.js';

const sites = { sites: { page: 1, pages: 1, count: 0, items: [] } };
const words: Partial<Record<ErrorKind, string>> = {
  unauthenticated: 'Invalid API key',
  forbidden: 'Not allowed from this network address',
  rate_limited: 'Too many requests',
};

/** What clients of Help Scout's Docs API ask to find out whether their key works. They know its own error bodies only. */
@Controller()
export class DocsApiController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(apiKeyRoutes.checkDocsKey)
  async check(_input: InputOf<typeof apiKeyRoutes.checkDocsKey>, context: HttpContext) {
    try {
      const credential = basicUserName(context.request.headers.authorization);
      if (credential === undefined) throw new AppError('unauthenticated');
      await this.client.call(apiKeyCalls.checkDocs, { credential, origin: context.origin });
      return sites;
    } catch (error) {
      return refusal(error, context);
    }
  }
}

function refusal(error: unknown, { reply }: HttpContext) {
  if (!(error instanceof AppError)) throw error;
  const said = words[error.kind];
  if (said === undefined) throw error;
  const code = statusOf[error.kind];
  reply.status(code).headers(headersOf(error));
  if (error.kind === 'unauthenticated') reply.header('www-authenticate', 'Basic realm="Docs API", charset="UTF-8"');
  return { code, error: said };
}
