import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { Call, Caller, RequestOf, ResponseOf } from '#contracts';

/** What a handler receives second: the verified caller for calls of authority `user`, nothing otherwise. */
export type CallerOf<C extends Call> = C['authority'] extends 'user' ? Caller : undefined;

type Handler<C extends Call> = (input: RequestOf<C>, caller: CallerOf<C>) => Promise<ResponseOf<C>>;

/**
 * Serves a declared call with the decorated controller method. The method receives the checked request and the
 * verified caller; what it returns is checked and stripped to the declared response.
 */
export function RpcHandler<C extends Call>(call: C) {
  return <Method extends Handler<C>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    MessagePattern(call.subject, { call })(target, key, descriptor);
    // Without these Nest passes on the payload alone.
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
  };
}
