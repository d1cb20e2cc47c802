import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse, stringify } from 'uuid';
import { AppError } from '#errors';
import { MasterKey } from '../keys/master-key.js';

const idBytes = 16;
const macBytes = 16;

/** Cursors of lists of sessions: the last id shown, bound to the person whose list it is. */
@Injectable()
export class SessionCursors {
  constructor(private readonly master: MasterKey) {}

  write(sessionId: string, userId: string): string {
    const id = Buffer.from(parse(sessionId));
    return Buffer.concat([id, this.mac(id, userId)]).toString('base64url');
  }

  /** @throws AppError `invalid_cursor` for anything that was not written for this very list */
  read(cursor: string, userId: string): string {
    const bytes = Buffer.from(cursor, 'base64url');
    const id = bytes.subarray(0, idBytes);
    const fits = bytes.length === idBytes + macBytes && bytes.toString('base64url') === cursor;
    if (!fits || !timingSafeEqual(this.mac(id, userId), bytes.subarray(idBytes))) throw new AppError('invalid_cursor');
    return stringify(id);
  }

  private mac(id: Buffer, userId: string): Buffer {
    const hmac = createHmac('sha256', this.master.for('session-cursors')).update(userId).update(id);
    return hmac.digest().subarray(0, macBytes);
  }
}
