import { Module } from '@nestjs/common';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { SecurityModule } from '../security/security.module.js';
import { LinkFinder } from './link-finder.js';
import { LinkIssuer } from './link-issuer.js';
import { LinkSecrets } from './link-secrets.js';
import { LinksController } from './links.controller.js';
import { LinksRepository } from './links.repository.js';
import { LinksService } from './links.service.js';

@Module({
  imports: [IdentitiesModule, KeysModule, LimitsModule, SecurityModule],
  controllers: [LinksController],
  providers: [LinkFinder, LinkIssuer, LinkSecrets, LinksRepository, LinksService],
  exports: [LinkFinder, LinkIssuer, LinksRepository],
})
export class LinksModule {}
