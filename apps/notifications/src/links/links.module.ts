import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { LinksProjection } from './links.projection.js';

@Module({ imports: [DirectoryModule, MailsModule], providers: [LinksProjection] })
export class LinksModule {}
