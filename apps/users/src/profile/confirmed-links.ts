import { Injectable } from '@nestjs/common';
import { linkCalls, type RequestOf, type ResponseOf } from '#contracts';
import { RpcClient } from '#rpc';

/** What a live link confirms. */
export type ConfirmedLink = ResponseOf<typeof linkCalls.inspect>;

/** Asks auth what a token from a mail is for. Whether it still counts is decided here, by the row that it confirms. */
@Injectable()
export class ConfirmedLinks {
  constructor(private readonly rpc: RpcClient) {}

  /** @throws AppError `link_invalid`, `link_expired`, `rate_limited` */
  inspect(question: RequestOf<typeof linkCalls.inspect>): Promise<ConfirmedLink> {
    return this.rpc.call(linkCalls.inspect, question);
  }
}
