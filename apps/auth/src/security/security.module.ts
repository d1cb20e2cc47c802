import { Module } from '@nestjs/common';
import { AccountAddresses } from './account-addresses.js';
import { AccountSecurityProjection } from './account-security.projection.js';
import { AccountSecurityRepository } from './account-security.repository.js';

@Module({
  providers: [AccountAddresses, AccountSecurityProjection, AccountSecurityRepository],
  exports: [AccountAddresses, AccountSecurityRepository],
})
export class SecurityModule {}
