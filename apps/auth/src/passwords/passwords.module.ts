import { Module } from '@nestjs/common';
import { HashQueue } from './hash-queue.js';
import { ImportedHashesRepository } from './imported-hashes.repository.js';
import { ImportedKinds } from './imported-kinds.js';
import { PasswordHasher } from './password-hasher.js';

@Module({
  providers: [HashQueue, ImportedHashesRepository, ImportedKinds, PasswordHasher],
  exports: [PasswordHasher],
})
export class PasswordsModule {}
