import { Controller } from '@nestjs/common';
import { apiDecisionCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { ApiDecisions } from './api-decisions.service.js';

@Controller()
export class ApiDecisionsController {
  constructor(private readonly decisions: ApiDecisions) {}

  @RpcHandler(apiDecisionCalls.mayUseApi)
  async mayUseApi(input: RequestOf<typeof apiDecisionCalls.mayUseApi>) {
    return this.decisions.mayUseApi(input);
  }

  @RpcHandler(apiDecisionCalls.mayKeepTokens)
  async mayKeepTokens(input: RequestOf<typeof apiDecisionCalls.mayKeepTokens>) {
    return this.decisions.mayKeepTokens(input);
  }

  @RpcHandler(apiDecisionCalls.rightsOf)
  async rightsOf(input: RequestOf<typeof apiDecisionCalls.rightsOf>) {
    return this.decisions.rightsOf(input);
  }

  @RpcHandler(apiDecisionCalls.tokenHeir)
  async tokenHeir(input: RequestOf<typeof apiDecisionCalls.tokenHeir>) {
    return this.decisions.tokenHeir(input);
  }
}
