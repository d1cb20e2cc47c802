import { Module } from '@nestjs/common';
import { ProfileModule } from '../profile/profile.module.js';
import { UsersModule } from '../users/users.module.js';
import { AutoBccController } from './auto-bcc.controller.js';
import { AutoBccRepository } from './auto-bcc.repository.js';
import { AutoBccService } from './auto-bcc.service.js';

@Module({
  imports: [ProfileModule, UsersModule],
  controllers: [AutoBccController],
  providers: [AutoBccRepository, AutoBccService],
})
export class AutoBccModule {}
