import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { CredentialProjection } from './credential.projection.js';
import { MailProjection } from './mail.projection.js';
import { SecondFactorProjection } from './second-factor.projection.js';
import { SessionProjection } from './session.projection.js';

@Module({
  imports: [UsersModule],
  providers: [CredentialProjection, MailProjection, SecondFactorProjection, SessionProjection],
})
export class ProjectionsModule {}
