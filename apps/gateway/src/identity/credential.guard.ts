import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { scopesAllow, type Route } from '#contracts';
import { AppError } from '#errors';
import { CONFIG, type GatewayConfig } from '../config.js';
import { routeMetadata } from '../http/http-route.js';
import { speakFor } from '../http/request-state.js';
import { requireSameOrigin } from '../http/same-origin.js';
import { BearerGuard } from './bearer.guard.js';
import { credentialOf, type Credential } from './credential.js';
import { Identities, type ConfirmedIdentity } from './identities.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses everything but public routes to who is not signed in. A handler without a declared route is refused too. */
@Injectable()
export class CredentialGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identities: Identities,
    private readonly bearer: BearerGuard,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = this.reflector.get<Route | undefined>(routeMetadata, context.getHandler());
    if (route?.access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const credential = credentialOf(request);
    if (route === undefined || credential === undefined) throw new AppError('unauthenticated');
    if (credential.kind === 'cookie' && !safeMethods.has(request.method)) {
      requireSameOrigin(request, this.config.PUBLIC_URL);
    }
    const known = this.identities.known(credential);
    const identity = known ?? (await this.authenticate(credential, context, request));
    // The table is asked for sessions, too: they are limited by no scopes.
    if (!scopesAllow(route.id, identity.caller.scopes)) throw new AppError('insufficient_scope');
    speakFor(request, identity);
    return true;
  }

  private async authenticate(
    credential: Credential,
    context: ExecutionContext,
    request: FastifyRequest,
  ): Promise<ConfirmedIdentity> {
    if (credential.kind !== 'bearer') return this.identities.confirm(credential);
    await this.bearer.canActivate(context);
    const confirmed = this.identities.known(credential);
    // Passport has put the same identity on the request.
    if (confirmed !== undefined) return confirmed;
    const user: unknown = Reflect.get(request, 'user');
    return user as ConfirmedIdentity;
  }
}
