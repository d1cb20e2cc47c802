import { Controller } from '@nestjs/common';
import { permissionCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { RolesService } from './roles.service.js';
import { UserPermissionsService } from './user-permissions.service.js';

@Controller()
export class PermissionsController {
  constructor(
    private readonly roles: RolesService,
    private readonly people: UserPermissionsService,
  ) {}

  @RpcHandler(permissionCalls.roles)
  async list(_input: RequestOf<typeof permissionCalls.roles>, caller: Caller) {
    return this.roles.list(caller);
  }

  @RpcHandler(permissionCalls.setRole)
  async setRole(input: RequestOf<typeof permissionCalls.setRole>, caller: Caller) {
    return this.roles.set(caller, input);
  }

  @RpcHandler(permissionCalls.get)
  async get({ userId }: RequestOf<typeof permissionCalls.get>, caller: Caller) {
    return this.people.get(caller, userId);
  }

  @RpcHandler(permissionCalls.set)
  async set({ userId, wanted }: RequestOf<typeof permissionCalls.set>, caller: Caller) {
    return this.people.set(caller, userId, wanted);
  }
}
