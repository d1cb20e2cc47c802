import { Controller } from '@nestjs/common';
import { routes, type InputOf } from '#contracts';
import { AppError } from '#errors';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { credentialOf } from '../identity/credential.js';
import { LiveStreams } from './live-streams.js';

@Controller()
export class LiveController {
  constructor(private readonly streams: LiveStreams) {}

  /** Answers for as long as the session lives and the client listens. */
  @HttpRoute(routes.streamEvents)
  async stream(_input: InputOf<typeof routes.streamEvents>, context: HttpContext): Promise<void> {
    const credential = credentialOf(context.request);
    if (credential === undefined) throw new AppError('unauthenticated');
    await this.streams.open({ caller: context.caller, credential, reply: context.reply });
  }
}
