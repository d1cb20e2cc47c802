import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ActiveSessionsController } from './active-sessions.controller.js';
import { ActiveSessionsRepository } from './active-sessions.repository.js';
import { ActiveSessionsService } from './active-sessions.service.js';
import { SessionCursors } from './session-cursors.js';

@Module({
  imports: [DevicesModule, IdentitiesModule, KeysModule, SessionsModule],
  controllers: [ActiveSessionsController],
  providers: [ActiveSessionsRepository, ActiveSessionsService, SessionCursors],
  exports: [ActiveSessionsRepository],
})
export class ActiveSessionsModule {}
