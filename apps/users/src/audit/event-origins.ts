import { Injectable } from '@nestjs/common';
import { eventOriginCalls, type ClientOrigin } from '#contracts';
import { RpcClient } from '#rpc';

interface Told {
  id: string;
  requestid?: string | undefined;
}

/** Where the request came from that an event of auth follows from. It stands in no event, so auth is asked. */
@Injectable()
export class EventOrigins {
  constructor(private readonly rpc: RpcClient) {}

  /** Null for what nobody asked for. @throws AppError `unavailable` */
  async of({ id: eventId, requestid }: Told): Promise<ClientOrigin | null> {
    if (requestid === undefined) return null;
    const { origin } = await this.rpc.call(eventOriginCalls.read, { eventId });
    return origin;
  }
}
