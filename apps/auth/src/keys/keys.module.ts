import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { DataKeys } from './data-keys.js';
import { DataKeysRepository } from './data-keys.repository.js';
import { KeysController } from './keys.controller.js';
import { MasterKey } from './master-key.js';
import { SecretCommands } from './secret-commands.js';
import { SigningKeys } from './signing-keys.js';
import { SigningKeysRepository } from './signing-keys.repository.js';
import { TokenIssuer } from './token-issuer.js';

@Module({
  controllers: [KeysController],
  providers: [
    DataKeys,
    DataKeysRepository,
    IdempotentCommands,
    MasterKey,
    SecretCommands,
    SigningKeys,
    SigningKeysRepository,
    TokenIssuer,
  ],
  exports: [DataKeys, DataKeysRepository, MasterKey, SecretCommands, SigningKeys, TokenIssuer],
})
export class KeysModule {}
