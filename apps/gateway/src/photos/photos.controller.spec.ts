import { describe, expect, it } from '@jest/globals';
import { AppError } from '#errors';
import type { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { PhotosController } from './photos.controller.js';
import type { Pictures } from './pictures.js';

/** The users service refuses; whatever touches the upload is a mistake. */
function refused(own: string) {
  const asked: string[] = [];
  const client = {
    call: async ({ subject }: { subject: string }) => {
      asked.push(subject);
      throw new AppError('forbidden');
    },
  };
  const request = new Proxy({}, { get: (_target, key) => asked.push(`request.${String(key)}`) });
  const pictures = { squares: async () => asked.push('squares') };
  const controller = new PhotosController(client as unknown as RpcClient, pictures as unknown as Pictures);
  const context = { request, caller: { sub: own }, userId: (id: string) => id } as unknown as HttpContext;
  return { asked, controller, context };
}

describe('an upload that its sender may not make', () => {
  it.each([
    ['of somebody else', (c: PhotosController, context: HttpContext) => c.setOfSomebody(inputFor('other'), context)],
    ['of a team', (c: PhotosController, context: HttpContext) => c.setOfTeam(inputFor('team'), context)],
  ])('%s is refused before anything of it is read', async (_what, upload) => {
    const { asked, controller, context } = refused('me');
    await expect(upload(controller, context)).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).toEqual(['users.photos.permit.v1']);
  });
});

const inputFor = (id: string) => ({ params: { id }, query: undefined as never, body: undefined as never });
