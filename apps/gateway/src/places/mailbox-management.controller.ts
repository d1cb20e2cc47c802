import { Controller } from '@nestjs/common';
import { mailboxManagementCalls as calls, placesRoutes as routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class MailboxManagementController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.createMailbox)
  async create({ body }: InputOf<typeof routes.createMailbox>, context: HttpContext) {
    const { mailbox, version } = await this.client.call(calls.create, body);
    context.etag(version);
    context.reply.header('location', `/v1/mailboxes/${mailbox.id}`);
    return mailbox;
  }

  @HttpRoute(routes.getMailbox)
  async get({ params }: InputOf<typeof routes.getMailbox>, context: HttpContext) {
    const { mailbox, version } = await this.client.call(calls.get, { mailboxId: params.id });
    context.etag(version);
    return mailbox;
  }

  @HttpRoute(routes.updateMailbox)
  async update({ params, body: changes }: InputOf<typeof routes.updateMailbox>, context: HttpContext) {
    const { mailbox, version } = await this.client.call(calls.update, {
      mailboxId: params.id,
      changes,
      ...context.expected,
    });
    context.etag(version);
    return mailbox;
  }

  @HttpRoute(routes.deleteMailbox)
  async delete({ params }: InputOf<typeof routes.deleteMailbox>, _context: HttpContext) {
    await this.client.call(calls.delete, { mailboxId: params.id });
  }

  @HttpRoute(routes.previewMailboxDeletion)
  async previewDeletion({ params }: InputOf<typeof routes.previewMailboxDeletion>, _context: HttpContext) {
    return this.client.call(calls.deletionPreview, { mailboxId: params.id });
  }

  @HttpRoute(routes.listMailboxUsers)
  async users({ params, query }: InputOf<typeof routes.listMailboxUsers>, _context: HttpContext) {
    return this.client.call(calls.users, { mailboxId: params.id, ...toWire(query) });
  }
}
