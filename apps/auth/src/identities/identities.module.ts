import { Module } from '@nestjs/common';
import { DIRECTORY, RpcDirectory } from './directory.js';
import { IdentitiesRepository } from './identities.repository.js';
import { ManagedPeople } from './managed-people.js';

@Module({
  providers: [IdentitiesRepository, ManagedPeople, { provide: DIRECTORY, useClass: RpcDirectory }],
  exports: [DIRECTORY, IdentitiesRepository, ManagedPeople],
})
export class IdentitiesModule {}
