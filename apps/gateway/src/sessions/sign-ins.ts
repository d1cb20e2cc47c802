import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  sessionCalls,
  userCalls,
  type EnrolledAnswer,
  type Me,
  type RenewedSession,
  type ResponseOf,
  type secondFactorCalls,
  type SignedInAnswer,
  type SignInAnswer,
} from '#contracts';
import { AppError } from '#errors';
import { RpcClient } from '#rpc';
import { CONFIG, type GatewayConfig } from '../config.js';
import type { HttpContext } from '../http/http-context.js';
import { refuseCrossSite } from '../http/same-origin.js';
import { cookieNamed, sessionCookie } from '../identity/credential.js';
import { Identities } from '../identity/identities.js';

type Result = ResponseOf<typeof sessionCalls.create>;
type SignedIn = Extract<Result, { status: 'signed_in' }>;
type Enrolled = ResponseOf<typeof secondFactorCalls.activateTotp>;
/** Asked with the fresh caller token of the new session. */
type ReadMe = (callerToken: string) => Promise<z.infer<typeof Me>>;

/** Name of the cookie of a remembered device. */
const deviceCookie = '__Host-device';
const deviceSeconds = 30 * 86_400;

/** Turns the outcome of a sign-in into an answer and, for browsers, the cookie. */
@Injectable()
export class SignIns {
  constructor(
    private readonly client: RpcClient,
    private readonly identities: Identities,
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
    return this.signedIn(result, context, readMe);
  }

  async signedIn(
    result: SignedIn,
    context: HttpContext,
    readMe: ReadMe = this.me,
  ): Promise<z.infer<typeof SignedInAnswer>> {
    const user = await readMe(result.identity.callerToken);
    await this.setCookies(result, context);
    const { cookie, accessToken, refreshToken, expiresIn, deviceToken } = result.secrets;
    return {
      status: 'signed_in',
      session: result.session,
      user,
      ...(accessToken === null ? {} : { accessToken }),
      ...(refreshToken === null ? {} : { refreshToken }),
      ...(expiresIn === null ? {} : { expiresIn }),
      ...(cookie !== null || deviceToken === undefined ? {} : { deviceToken }),
    };
  }

  async enrolled(result: Enrolled, context: HttpContext): Promise<z.infer<typeof EnrolledAnswer>> {
    const { recoveryCodes } = result;
    return { ...(await this.signedIn(result, context)), ...(recoveryCodes === undefined ? {} : { recoveryCodes }) };
  }

  /** The secret of the device, when it is remembered: of the cookie, unless the body says it. */
  deviceOf(context: HttpContext, said: string | undefined): { deviceToken?: string } {
    const deviceToken = said ?? cookieNamed(context.request, deviceCookie);
    return deviceToken === undefined ? {} : { deviceToken };
  }

  /** The session of a browser goes on under another cookie. */
  renewCookie({ renewed }: RenewedSession, context: HttpContext): void {
    if (renewed === undefined) return;
    const { cookie, expiresAt } = renewed;
    context.reply.header('set-cookie', cookieText(sessionCookie, cookie, secondsUntil(expiresAt)));
  }

  /** Makes the browser forget the session. */
  clearCookie(context: HttpContext): void {
    context.reply.header('set-cookie', cookieText(sessionCookie, '', 0));
  }

  /** The browser forgets the session that it had until now: nobody could sign it out any more. */
  private async endReplaced({ request, origin }: HttpContext): Promise<void> {
    const secret = cookieNamed(request, sessionCookie);
    if (secret === undefined) return;
    try {
      const { callerToken } = await this.identities.confirm({ kind: 'cookie', secret, origin });
      await this.client.call(sessionCalls.end, {}, { callerToken });
    } catch (error) {
      // It has ended already, or ends by itself later on.
      if (!(error instanceof AppError)) throw error;
    }
  }

  private async setCookies({ secrets, session }: SignedIn, context: HttpContext): Promise<void> {
    const { cookie, deviceToken } = secrets;
    if (cookie === null) return;
    await this.endReplaced(context);
    const seconds = secondsUntil(session.expiresAt);
    const device = deviceToken === undefined ? [] : [cookieText(deviceCookie, deviceToken, deviceSeconds)];
    context.reply.header('set-cookie', [cookieText(sessionCookie, cookie, seconds), ...device]);
  }
}

function secondsUntil(time: string): number {
  return Math.max(0, Math.floor((Date.parse(time) - Date.now()) / 1000));
}

function cookieText(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
}
