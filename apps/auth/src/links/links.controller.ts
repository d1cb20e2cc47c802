import { Controller } from '@nestjs/common';
import { linkCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { LinksService } from './links.service.js';

@Controller()
export class LinksController {
  constructor(private readonly links: LinksService) {}

  @RpcHandler(linkCalls.render)
  async render({ linkId }: RequestOf<typeof linkCalls.render>) {
    return this.links.render(linkId);
  }

  @RpcHandler(linkCalls.inspect)
  async inspect(question: RequestOf<typeof linkCalls.inspect>) {
    return this.links.inspect(question);
  }
}
