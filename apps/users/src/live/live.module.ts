import { Module } from '@nestjs/common';
import { PlaceHints } from './place-hints.js';

@Module({ providers: [PlaceHints] })
export class LiveModule {}
