import { Injectable } from '@nestjs/common';
import { ResizeFit, Transformer } from '@napi-rs/image';
import { photoSides } from '#contracts';
import { AppError } from '#errors';
import { firstGifFrame } from './gif-frame.js';
import { barePng, readPictureHeader, unusable, type PictureHeader } from './picture-header.js';

/** Both squares of a photo, as WebP in base64. */
export interface Squares {
  small: string;
  large: string;
}

// A picture of 40 megapixels needs some 400 MB while it is decoded: one at a time, and few that wait.
const maxWaiting = 4;
const quality = 82;

async function opened(bytes: Buffer, { format }: PictureHeader): Promise<Transformer> {
  if (format === 'png') return new Transformer(barePng(bytes));
  if (format !== 'gif') return new Transformer(bytes).rotate();
  const { rgba, width, height } = await firstGifFrame(bytes);
  return Transformer.fromRgbaPixels(rgba, width, height);
}

function square(picture: Transformer, side: number): Transformer {
  return picture.resize({ width: side, height: side, fit: ResizeFit.Cover });
}

async function webp(png: Buffer, side: number): Promise<string> {
  return (await square(new Transformer(png), side).webp(quality)).toString('base64');
}

/** Decoded once, turned as the camera held it, cut to a square; new pixels carry no metadata. */
async function encode(bytes: Buffer, header: PictureHeader): Promise<Squares> {
  try {
    const large = await square(await opened(bytes, header), photoSides.large).png();
    return { small: await webp(large, photoSides.small), large: await webp(large, photoSides.large) };
  } catch (error) {
    throw error instanceof AppError ? error : unusable('The picture is damaged or incomplete');
  }
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
    const turn = this.last.then(() => encode(bytes, header));
    this.last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.waiting -= 1;
    }
  }
}
