import { Controller } from '@nestjs/common';
import { photoCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { Pictures } from './pictures.js';
import { readUpload } from './uploads.js';

@Controller()
export class PhotosController {
  constructor(
    private readonly client: RpcClient,
    private readonly pictures: Pictures,
  ) {}

  @HttpRoute(routes.setMyPhoto)
  async setMine(_input: InputOf<typeof routes.setMyPhoto>, context: HttpContext) {
    return this.setOfUser('me', context);
  }

  @HttpRoute(routes.removeMyPhoto)
  async removeMine(_input: InputOf<typeof routes.removeMyPhoto>, context: HttpContext) {
    await this.client.call(photoCalls.removeOfUser, { userId: context.caller.sub });
  }

  @HttpRoute(routes.setUserPhoto)
  async setOfSomebody({ params }: InputOf<typeof routes.setUserPhoto>, context: HttpContext) {
    return this.setOfUser(params.id, context);
  }

  @HttpRoute(routes.removeUserPhoto)
  async removeOfSomebody({ params }: InputOf<typeof routes.removeUserPhoto>, context: HttpContext) {
    await this.client.call(photoCalls.removeOfUser, { userId: context.userId(params.id) });
  }

  @HttpRoute(routes.setTeamPhoto)
  async setOfTeam({ params }: InputOf<typeof routes.setTeamPhoto>, context: HttpContext) {
    await this.client.call(photoCalls.permit, { teamId: params.id });
    const squares = await this.pictures.squares(await readUpload(context.request));
    return this.client.call(photoCalls.setOfTeam, { teamId: params.id, squares });
  }

  @HttpRoute(routes.removeTeamPhoto)
  async removeOfTeam({ params }: InputOf<typeof routes.removeTeamPhoto>, _context: HttpContext) {
    await this.client.call(photoCalls.removeOfTeam, { teamId: params.id });
  }

  private async setOfUser(id: string, context: HttpContext) {
    const userId = context.userId(id);
    // Decoding is dear: nobody has it done for somebody else's photo that they may not change.
    if (userId !== context.caller.sub) await this.client.call(photoCalls.permit, { userId });
    const squares = await this.pictures.squares(await readUpload(context.request));
    return this.client.call(photoCalls.setOfUser, { userId, squares });
  }
}
