import { Module } from '@nestjs/common';
import { DIRECTORY, RpcDirectory } from './directory.js';
import { IdentitiesRepository } from './identities.repository.js';

@Module({
  providers: [IdentitiesRepository, { provide: DIRECTORY, useClass: RpcDirectory }],
  exports: [DIRECTORY, IdentitiesRepository],
})
export class IdentitiesModule {}
