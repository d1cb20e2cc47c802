import { Controller } from '@nestjs/common';
import { invitationCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { InvitationsService } from './invitations.service.js';

@Controller()
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @RpcHandler(invitationCalls.lookup)
  async lookup(input: RequestOf<typeof invitationCalls.lookup>) {
    return this.invitations.lookup(input);
  }

  @RpcHandler(invitationCalls.accept)
  async accept(input: RequestOf<typeof invitationCalls.accept>) {
    return this.invitations.accept(input);
  }

  @RpcHandler(invitationCalls.renew)
  async renew(input: RequestOf<typeof invitationCalls.renew>) {
    return this.invitations.renew(input);
  }
}
