import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';
import { MasterKey } from './master-key.js';
import { SigningKeys } from './signing-keys.js';
import { SigningKeysRepository } from './signing-keys.repository.js';
import { TokenIssuer } from './token-issuer.js';

@Module({
  controllers: [KeysController],
  providers: [MasterKey, SigningKeys, SigningKeysRepository, TokenIssuer],
  exports: [MasterKey, SigningKeys, TokenIssuer],
})
export class KeysModule {}
