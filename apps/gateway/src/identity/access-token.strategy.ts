import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import jwt from 'jsonwebtoken';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { accessTokenAudience, tokenIssuer } from '#contracts';
import { AppError } from '#errors';
import { RemoteKeySource, RpcClient } from '#rpc';
import { credentialOf } from './credential.js';
import { Identities, type ConfirmedIdentity } from './identities.js';

type Done = (error: unknown, key?: string) => void;

/** Public keys in the form that passport-jwt takes, by key id. */
class PemKeys {
  private readonly pems = new Map<string, string>();

  constructor(private readonly source: RemoteKeySource) {}

  async deliver(token: string, done: Done): Promise<void> {
    try {
      done(null, await this.of(token));
    } catch (error) {
      done(error);
    }
  }

  private async of(token: string): Promise<string> {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    if (kid === undefined) throw new AppError('unauthenticated');
    const known = this.pems.get(kid);
    if (known !== undefined) return known;
    const key = await this.source.key(kid);
    if (key === undefined) throw new AppError('unauthenticated');
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    this.pems.set(kid, pem);
    return pem;
  }
}

/** Access tokens (RFC 9068): signature, issuer, audience and age here; whether the session lives is asked of auth. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, 'access-token') {
  private readonly identities: Identities;

  constructor(client: RpcClient, identities: Identities) {
    const keys = new PemKeys(new RemoteKeySource(client));
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: FastifyRequest, token: string, done: Done) => {
        void keys.deliver(token, done);
      },
      algorithms: ['ES256'],
      issuer: tokenIssuer,
      audience: accessTokenAudience,
      passReqToCallback: true,
    });
    this.identities = identities;
  }

  async validate(request: FastifyRequest): Promise<ConfirmedIdentity> {
    const credential = credentialOf(request);
    if (credential === undefined) throw new AppError('unauthenticated');
    return this.identities.confirm(credential);
  }
}
