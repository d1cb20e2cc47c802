import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { readPictureHeader, type PictureHeader } from './picture-header.js';

/** Both squares of a photo, as WebP in base64. */
export interface Squares {
  small: string;
  large: string;
}

// A picture of 40 megapixels needs some 400 MB while it is decoded: one at a time, and few that wait.
const maxWaiting = 4;

/** The decoder is 18 MB of native code: loaded with the first picture. */
async function squaresOf(bytes: Buffer, header: PictureHeader): Promise<Squares> {
  const { encode } = await import('./picture-encoder.js');
  return encode(bytes, header);
}

/** Makes squares of uploaded pictures. */
@Injectable()
export class Pictures {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** @throws AppError `picture_unusable`; `unavailable` when too many wait already */
  async squares(bytes: Buffer): Promise<Squares> {
    const header = readPictureHeader(bytes);
    if (this.waiting > maxWaiting) throw new AppError('unavailable', { retryAfter: 5 });
    this.waiting += 1;
    const turn = this.last.then(() => squaresOf(bytes, header));
    this.last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.waiting -= 1;
    }
  }
}
