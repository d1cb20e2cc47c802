import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse, stringify } from 'uuid';
import { MasterKey } from '../keys/master-key.js';

const idBytes = 16;
const headBytes = idBytes + 4;
const macBytes = 24;

/** Which refresh of which session a token stands for. */
export interface RefreshClaim {
  sessionId: string;
  generation: number;
}

/**
 * Refresh tokens are derived, not stored: session, generation and a MAC over both. The row says which generation is
 * the present one, so that one atomic step decides, and the same step can be answered twice with the same token.
 */
@Injectable()
export class RefreshTokens {
  constructor(private readonly master: MasterKey) {}

  write({ sessionId, generation }: RefreshClaim): string {
    const head = Buffer.alloc(headBytes);
    head.set(parse(sessionId));
    head.writeUInt32BE(generation, idBytes);
    return Buffer.concat([head, this.mac(head)]).toString('base64url');
  }

  /** Undefined for anything that we have not written, in exactly this spelling. */
  read(token: string): RefreshClaim | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== headBytes + macBytes || bytes.toString('base64url') !== token) return undefined;
    const head = bytes.subarray(0, headBytes);
    if (!timingSafeEqual(this.mac(head), bytes.subarray(headBytes))) return undefined;
    // Already shown to be ours, so these are the bytes of a UUID.
    return { sessionId: stringify(head.subarray(0, idBytes)), generation: head.readUInt32BE(idBytes) };
  }

  private mac(head: Buffer): Buffer {
    return createHmac('sha256', this.master.for('refresh-tokens')).update(head).digest().subarray(0, macBytes);
  }
}
