import { Controller } from '@nestjs/common';
import { photoCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { PhotosService } from './photos.service.js';

@Controller()
export class PhotosController {
  constructor(private readonly photos: PhotosService) {}

  @RpcHandler(photoCalls.permit)
  async permit(input: RequestOf<typeof photoCalls.permit>, caller: Caller) {
    return this.photos.permit(caller, input);
  }

  @RpcHandler(photoCalls.setOfUser)
  async setOfUser(input: RequestOf<typeof photoCalls.setOfUser>, caller: Caller) {
    return this.photos.setOfUser(caller, input);
  }

  @RpcHandler(photoCalls.removeOfUser)
  async removeOfUser(input: RequestOf<typeof photoCalls.removeOfUser>, caller: Caller) {
    return this.photos.removeOfUser(caller, input.userId);
  }

  @RpcHandler(photoCalls.setOfTeam)
  async setOfTeam(input: RequestOf<typeof photoCalls.setOfTeam>, caller: Caller) {
    return this.photos.setOfTeam(caller, input);
  }

  @RpcHandler(photoCalls.removeOfTeam)
  async removeOfTeam(input: RequestOf<typeof photoCalls.removeOfTeam>, caller: Caller) {
    return this.photos.removeOfTeam(caller, input.teamId);
  }

  @RpcHandler(photoCalls.read)
  async read(input: RequestOf<typeof photoCalls.read>) {
    return this.photos.read(input);
  }
}
