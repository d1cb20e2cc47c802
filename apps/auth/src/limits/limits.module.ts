import { Module } from '@nestjs/common';
import { Limiter } from './limiter.js';
import { LimitsRepository } from './limits.repository.js';

@Module({ providers: [Limiter, LimitsRepository], exports: [Limiter, LimitsRepository] })
export class LimitsModule {}
