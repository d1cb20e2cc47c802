import { Module } from '@nestjs/common';
import { ProfileModule } from '../profile/profile.module.js';
import { NotificationChoicesRepository } from './notification-choices.repository.js';
import { NotificationPreferencesController } from './notification-preferences.controller.js';
import { NotificationPreferencesService } from './notification-preferences.service.js';

@Module({
  imports: [ProfileModule],
  controllers: [NotificationPreferencesController],
  providers: [NotificationChoicesRepository, NotificationPreferencesService],
})
export class NotificationPreferencesModule {}
