import { Controller } from '@nestjs/common';
import {
  GivableRole,
  givablePermissions,
  permissionCalls,
  permissionCatalogue,
  permissionGroups,
  permissions,
  policyRoutes,
  type InputOf,
} from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

// The catalogue is part of the contracts: no call is needed to tell of it.
const catalogue = {
  groups: Object.entries(permissionGroups).map(([id, name]) => ({ id, name })),
  items: permissions.map((id) => ({
    id,
    ...permissionCatalogue[id],
    givableTo: GivableRole.options.filter((role) => givablePermissions[role].includes(id)),
  })),
};

@Controller()
export class RolesController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(policyRoutes.listPermissions)
  async permissions(_input: InputOf<typeof policyRoutes.listPermissions>, _context: HttpContext) {
    return catalogue;
  }

  @HttpRoute(policyRoutes.listRoles)
  async list(_input: InputOf<typeof policyRoutes.listRoles>, _context: HttpContext) {
    return this.client.call(permissionCalls.roles, {});
  }

  @HttpRoute(policyRoutes.setRolePermissions)
  async setRole({ params, body }: InputOf<typeof policyRoutes.setRolePermissions>, _context: HttpContext) {
    return this.client.call(permissionCalls.setRole, { ...params, ...body });
  }

  @HttpRoute(policyRoutes.getUserPermissions)
  async get({ params }: InputOf<typeof policyRoutes.getUserPermissions>, context: HttpContext) {
    return this.client.call(permissionCalls.get, { userId: context.userId(params.id) });
  }

  @HttpRoute(policyRoutes.setUserPermissions)
  async set({ params, body: wanted }: InputOf<typeof policyRoutes.setUserPermissions>, context: HttpContext) {
    return this.client.call(permissionCalls.set, { userId: context.userId(params.id), wanted });
  }
}
