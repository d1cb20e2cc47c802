import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ProfileModule } from '../profile/profile.module.js';
import { PhotosController } from './photos.controller.js';
import { PhotosRepository } from './photos.repository.js';
import { PhotosService } from './photos.service.js';

@Module({
  imports: [PolicyModule, ProfileModule],
  controllers: [PhotosController],
  providers: [PhotosRepository, PhotosService],
})
export class PhotosModule {}
