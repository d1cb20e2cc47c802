import { Controller } from '@nestjs/common';
import { accountCalls, ownershipCalls, planNames, plans, planTitles, policyRoutes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

// Plans are part of the contracts: no call is needed to tell of them.
const planList = {
  items: planNames.map((name) => ({
    name,
    title: planTitles[name].title,
    aliases: [...planTitles[name].aliases],
    features: [...plans[name].features],
    limits: { lightUsers: plans[name].lightUsers },
  })),
};

@Controller()
export class AccountController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(policyRoutes.listPlans)
  async plans(_input: InputOf<typeof policyRoutes.listPlans>, _context: HttpContext) {
    return planList;
  }

  @HttpRoute(policyRoutes.getAccount)
  async get(_input: InputOf<typeof policyRoutes.getAccount>, context: HttpContext) {
    const { account, version } = await this.client.call(accountCalls.get, {});
    context.etag(version);
    return account;
  }

  @HttpRoute(policyRoutes.updateAccount)
  async update({ body: changes }: InputOf<typeof policyRoutes.updateAccount>, context: HttpContext) {
    const { expectedVersion } = context;
    const { account, version } = await this.client.call(accountCalls.update, {
      changes,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    });
    context.etag(version);
    return account;
  }

  @HttpRoute(policyRoutes.previewPlan)
  async previewPlan({ body }: InputOf<typeof policyRoutes.previewPlan>, _context: HttpContext) {
    return this.client.call(accountCalls.planPreview, body);
  }

  @HttpRoute(policyRoutes.requestOwnershipTransfer)
  async requestTransfer({ body }: InputOf<typeof policyRoutes.requestOwnershipTransfer>, _context: HttpContext) {
    return this.client.call(ownershipCalls.request, body);
  }

  @HttpRoute(policyRoutes.getOwnershipTransfer)
  async getTransfer(_input: InputOf<typeof policyRoutes.getOwnershipTransfer>, _context: HttpContext) {
    return this.client.call(ownershipCalls.get, {});
  }

  @HttpRoute(policyRoutes.withdrawOwnershipTransfer)
  async withdrawTransfer(_input: InputOf<typeof policyRoutes.withdrawOwnershipTransfer>, _context: HttpContext) {
    await this.client.call(ownershipCalls.withdraw, {});
  }

  @HttpRoute(policyRoutes.acceptOwnershipTransfer)
  async acceptTransfer(_input: InputOf<typeof policyRoutes.acceptOwnershipTransfer>, _context: HttpContext) {
    const { user } = await this.client.call(ownershipCalls.accept, {});
    return user;
  }
}
