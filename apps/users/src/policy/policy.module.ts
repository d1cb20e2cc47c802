import { Module } from '@nestjs/common';
import { ActorRepository } from './actor.repository.js';

@Module({ providers: [ActorRepository], exports: [ActorRepository] })
export class PolicyModule {}
