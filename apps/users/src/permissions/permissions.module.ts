import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { PermissionsController } from './permissions.controller.js';
import { PermissionsRepository } from './permissions.repository.js';
import { RolesService } from './roles.service.js';
import { UserPermissionsService } from './user-permissions.service.js';

@Module({
  imports: [AccountsModule, PolicyModule, UsersModule],
  controllers: [PermissionsController],
  providers: [PermissionsRepository, RolesService, UserPermissionsService],
})
export class PermissionsModule {}
