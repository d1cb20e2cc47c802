import { Module } from '@nestjs/common';
import { AccountSecurityProjection } from './account-security.projection.js';
import { AccountSecurityRepository } from './account-security.repository.js';

@Module({
  providers: [AccountSecurityProjection, AccountSecurityRepository],
  exports: [AccountSecurityRepository],
})
export class SecurityModule {}
