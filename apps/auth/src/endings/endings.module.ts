import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { Endings } from './endings.js';
import { SessionEndings } from '../sessions/session-endings.js';

@Module({
  imports: [LinksModule],
  providers: [Endings, SessionEndings, SessionsRepository],
  exports: [Endings, SessionEndings, SessionsRepository],
})
export class EndingsModule {}
