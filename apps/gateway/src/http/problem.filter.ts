import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { allRoutes } from '#contracts';
import { AppError } from '#errors';
import { sendProblem } from './problem.js';
import { requestTo } from './request-state.js';

const routes = allRoutes.map((route) => ({
  method: route.method,
  form: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

// Fastify's own refusals, before any handler of ours.
const fastifyErrors: Record<string, AppError['code']> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
};

function codeOf(error: object): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}

function statusIn(error: object): number {
  const status: unknown = Reflect.get(error, 'statusCode');
  return typeof status === 'number' ? status : 500;
}

/** The path exists with another method: say which. */
function unmatched(request: FastifyRequest): { error: AppError; allow?: string } {
  const path = request.url.split('?', 1)[0] ?? '';
  const allowed = routes.filter(({ form }) => form.test(path)).map(({ method }) => method);
  if (allowed.length === 0) return { error: new AppError('not_found') };
  return { error: new AppError('method_not_allowed'), allow: [...new Set(allowed)].join(', ') };
}

// Nest dresses Fastify's refusals as its own.
const byStatus: Record<number, AppError['code']> = { 413: 'payload_too_large', 415: 'unsupported_media_type' };

function ofNest(thrown: HttpException, request: FastifyRequest): { error: AppError; allow?: string } {
  const status = thrown.getStatus();
  if (status === 404) return unmatched(request);
  const code = byStatus[status] ?? (status < 500 ? 'malformed_request' : 'internal');
  return { error: new AppError(code, {}, { cause: thrown }) };
}

function translate(thrown: unknown, request: FastifyRequest): { error: AppError; allow?: string } {
  if (thrown instanceof AppError) return { error: thrown };
  if (thrown instanceof HttpException) return ofNest(thrown, request);
  if (!(thrown instanceof Error)) return { error: new AppError('internal') };
  const known = fastifyErrors[codeOf(thrown)];
  if (known !== undefined) return { error: new AppError(known) };
  const malformed = codeOf(thrown).startsWith('FST_ERR_') && statusIn(thrown) < 500;
  return { error: new AppError(malformed ? 'malformed_request' : 'internal', {}, { cause: thrown }) };
}

/** Turns whatever was thrown into problem+json. Only the log has what must not be told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const { error, allow } = translate(thrown, request);
    const { requestId } = requestTo(request).context;
    if (error.kind === 'internal') this.logger.error({ err: thrown, requestId }, 'request failed');
    if (reply.sent || reply.raw.headersSent) return;
    sendProblem(reply.headers(allow === undefined ? {} : { allow }), error, requestId);
  }
}
