import { Module } from '@nestjs/common';
import { DIRECTORY, RpcDirectory } from './directory.js';

@Module({
  providers: [{ provide: DIRECTORY, useClass: RpcDirectory }],
  exports: [DIRECTORY],
})
export class DirectoryModule {}
