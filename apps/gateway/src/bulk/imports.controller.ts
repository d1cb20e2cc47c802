import { Controller } from '@nestjs/common';
import { importCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { ImportUploads } from './import-uploads.js';

@Controller()
export class ImportsController {
  constructor(
    private readonly client: RpcClient,
    private readonly uploads: ImportUploads,
  ) {}

  @HttpRoute(routes.createImport)
  async create({ query }: InputOf<typeof routes.createImport>, context: HttpContext) {
    const started = await this.uploads.receive(context, query.dryRun);
    context.reply.header('location', `/v1/users/imports/${started.id}`);
    return started;
  }

  @HttpRoute(routes.listImports)
  async list({ query }: InputOf<typeof routes.listImports>, _context: HttpContext) {
    return this.client.call(importCalls.list, query);
  }

  @HttpRoute(routes.getImport)
  async get({ params, query }: InputOf<typeof routes.getImport>, _context: HttpContext) {
    return this.client.call(importCalls.get, { ...query, importId: params.id });
  }

  @HttpRoute(routes.cancelImport)
  async cancel({ params }: InputOf<typeof routes.cancelImport>, _context: HttpContext) {
    return this.client.call(importCalls.cancel, { importId: params.id });
  }
}
