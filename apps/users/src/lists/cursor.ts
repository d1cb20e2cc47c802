import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { CONFIG, type UsersConfig } from '../config.js';

/** Where a page ended: the value that the list is sorted by, and the id that breaks ties. */
export interface Position {
  key: string;
  id: string;
}

const signatureBytes = 16;
const separator = '\u001f';

/** Signs and reads cursors. A cursor belongs to one list of one account with one set of filters. */
@Injectable()
export class Cursors {
  private readonly key: Buffer;

  constructor(@Inject(CONFIG) config: UsersConfig) {
    this.key = config.CURSOR_SIGNING_KEY;
  }

  /** @param list everything that the cursor is bound to: account, name of the list, filters and sort */
  write(position: Position, list: unknown): string {
    const payload = Buffer.from(`${position.id}${separator}${position.key}`);
    return Buffer.concat([this.sign(payload, list), payload]).toString('base64url');
  }

  /** @throws AppError `invalid_cursor` for anything that was not written for this very list */
  read(cursor: string, list: unknown): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const [signature, payload] = [bytes.subarray(0, signatureBytes), bytes.subarray(signatureBytes)];
    const expected = this.sign(payload, list);
    const genuine = signature.length === expected.length && timingSafeEqual(signature, expected);
    // Base64 has several spellings of the same bytes; only the one that was issued is ours.
    if (!genuine || bytes.toString('base64url') !== cursor) throw new AppError('invalid_cursor');
    const [id = '', key = ''] = payload.toString().split(separator);
    return { id, key };
  }

  private sign(payload: Buffer, list: unknown): Buffer {
    const bound = createHash('sha256').update(JSON.stringify(list)).digest();
    return createHmac('sha256', this.key).update(bound).update(payload).digest().subarray(0, signatureBytes);
  }
}
