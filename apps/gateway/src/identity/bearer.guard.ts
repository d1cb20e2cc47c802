import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '#errors';

/** Runs the strategy; every refusal but an outage is the same `unauthenticated`. */
@Injectable()
export class BearerGuard extends AuthGuard('access-token') {
  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error instanceof AppError && error.kind !== 'unauthenticated') throw error;
    if (error !== null && error !== undefined) throw new AppError('unauthenticated');
    if (user === false || user === undefined || user === null) throw new AppError('unauthenticated');
    return user;
  }
}
