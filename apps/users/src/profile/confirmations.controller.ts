import { Controller } from '@nestjs/common';
import { confirmationCalls, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { RpcHandler } from '#rpc';
import { ConfirmationAddressesRepository } from './confirmation-addresses.repository.js';

@Controller()
export class ConfirmationsController {
  constructor(private readonly addresses: ConfirmationAddressesRepository) {}

  @RpcHandler(confirmationCalls.address)
  async address(input: RequestOf<typeof confirmationCalls.address>) {
    const found = await this.addresses.find(input);
    if (found === undefined) throw new AppError('not_found');
    return found;
  }
}
