import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module.js';
import { Limiter } from './limiter.js';
import { LimitsRepository } from './limits.repository.js';

@Module({ imports: [DevicesModule], providers: [Limiter, LimitsRepository], exports: [Limiter, LimitsRepository] })
export class LimitsModule {}
