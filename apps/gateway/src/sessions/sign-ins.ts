import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { userCalls, type Me, type ResponseOf, type sessionCalls, type SignInAnswer } from '#contracts';
import { RpcClient } from '#rpc';
import { CONFIG, type GatewayConfig } from '../config.js';
import type { HttpContext } from '../http/http-context.js';
import { refuseCrossSite } from '../http/same-origin.js';
import { sessionCookie } from '../identity/credential.js';

type Result = ResponseOf<typeof sessionCalls.create>;
type SignedIn = Extract<Result, { status: 'signed_in' }>;
/** Asked with the fresh caller token of the new session. */
type ReadMe = (callerToken: string) => Promise<z.infer<typeof Me>>;

/** Turns the outcome of a sign-in into an answer and, for browsers, the cookie. */
@Injectable()
export class SignIns {
  constructor(
    private readonly client: RpcClient,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Before anything else: no other site may sign somebody in. */
  guard(context: HttpContext): void {
    refuseCrossSite(context.request, this.config.PUBLIC_URL);
  }

  /** Who am I, for the person who has just signed in. */
  readonly me: ReadMe = async (callerToken) => (await this.client.call(userCalls.me, {}, { callerToken })).me;

  async answer(result: Result, context: HttpContext, readMe: ReadMe = this.me): Promise<SignInAnswer> {
    if (result.status !== 'signed_in') {
      context.reply.status(200);
      return result;
    }
    const user = await readMe(result.identity.callerToken);
    this.setCookie(result, context);
    const { accessToken, refreshToken, expiresIn } = result.secrets;
    return {
      status: 'signed_in',
      session: result.session,
      user,
      ...(accessToken === null ? {} : { accessToken }),
      ...(refreshToken === null ? {} : { refreshToken }),
      ...(expiresIn === null ? {} : { expiresIn }),
    };
  }

  /** Makes the browser forget the session. */
  clearCookie(context: HttpContext): void {
    context.reply.header('set-cookie', `${sessionCookie}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`);
  }

  private setCookie({ secrets, session }: SignedIn, context: HttpContext): void {
    if (secrets.cookie === null) return;
    const seconds = Math.max(0, Math.floor((Date.parse(session.expiresAt) - Date.now()) / 1000));
    const attributes = `Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
    context.reply.header('set-cookie', `${sessionCookie}=${secrets.cookie}; ${attributes}`);
  }
}
