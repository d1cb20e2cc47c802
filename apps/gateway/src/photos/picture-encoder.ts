import { ResizeFit, Transformer } from '@napi-rs/image';
import { photoSides } from '#contracts';
import { AppError } from '#errors';
import { firstGifFrame } from './gif-frame.js';
import { barePng, unusable, type PictureHeader } from './picture-header.js';
import type { Squares } from './pictures.js';

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

/**
 * Decoded once, turned as the camera held it, cut to a square; new pixels carry no metadata.
 * @throws AppError `picture_unusable`
 */
export async function encode(bytes: Buffer, header: PictureHeader): Promise<Squares> {
  try {
    const large = await square(await opened(bytes, header), photoSides.large).png();
    return { small: await webp(large, photoSides.small), large: await webp(large, photoSides.large) };
  } catch (error) {
    throw error instanceof AppError ? error : unusable('The picture is damaged or incomplete');
  }
}
