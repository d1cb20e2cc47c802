import { deflateSync } from 'node:zlib';
import { Transformer } from '@napi-rs/image';

/** A picture whose left half is red and right half is green. */
export function halves(width: number, height: number): Transformer {
  const rgba = Buffer.alloc(width * height * 4, 255);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const left = pixel % width < width / 2;
    rgba.set(left ? [255, 0, 0] : [0, 255, 0], pixel * 4);
  }
  return Transformer.fromRgbaPixels(rgba, width, height);
}

/** Puts an EXIF segment that turns the picture into a JPEG, with a place where it was taken. */
export function withExif(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('49492a000800000001001201030001000000', 'hex');
  const value = Buffer.from([orientation, 0, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, value, Buffer.from('Harbour 53.54N 9.98E')]);
  const length = Buffer.from([0, body.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, jpeg.subarray(2)]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG that says it is so large, with any data. */
export function png(size: { width: number; height: number }, data: Buffer, extra: [string, Buffer][] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = extra.map(([kind, content]) => chunk(kind, content));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const parts = [chunk('IHDR', header), ...chunks, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

/** Compressed nothing: `megabytes` of it in about a thousandth. */
export function bomb(megabytes: number): Buffer {
  return deflateSync(Buffer.alloc(megabytes * 1_048_576), { level: 9 });
}

class BitWriter {
  readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  put(code: number, size: number): void {
    this.held |= code << this.count;
    for (this.count += size; this.count >= 8; this.count -= 8) {
      this.bytes.push(this.held & 255);
      this.held >>>= 8;
    }
  }

  finish(): void {
    if (this.count > 0) this.bytes.push(this.held & 255);
  }
}

/** Codes of the indices, with a dictionary that grows to its end and begins anew. */
function compress(indices: Uint8Array, minCodeSize: number): Buffer {
  const [clear, end] = [1 << minCodeSize, (1 << minCodeSize) + 1];
  const writer = new BitWriter();
  let known = new Map<string, number>();
  let size = minCodeSize + 1;
  const codeOf = (text: string) => (text.includes(',') ? (known.get(text) ?? 0) : Number(text));
  writer.put(clear, size);
  let run = String(indices[0]);
  for (const index of indices.subarray(1)) {
    const longer = `${run},${index}`;
    if (known.has(longer)) {
      run = longer;
      continue;
    }
    writer.put(codeOf(run), size);
    const next = end + 1 + known.size;
    if (next < 4096) {
      known.set(longer, next);
      if (next === 1 << size) size += 1;
    } else {
      writer.put(clear, size);
      known = new Map();
      size = minCodeSize + 1;
    }
    run = String(index);
  }
  writer.put(codeOf(run), size);
  writer.put(end, size);
  writer.finish();
  return Buffer.from(writer.bytes);
}

interface Gif {
  width: number;
  height: number;
  /** Three bytes per colour, a power of two of them. */
  palette: number[];
  indices: Uint8Array;
  transparent?: number;
  interlaced?: boolean;
  left?: number;
  top?: number;
  screen?: { width: number; height: number };
}

function short(value: number): number[] {
  return [value & 255, value >> 8];
}

export function gif(image: Gif): Buffer {
  const { width, height, palette, indices, transparent, interlaced = false, left = 0, top = 0 } = image;
  const screen = image.screen ?? { width, height };
  const bits = Math.log2(palette.length / 3);
  const data = compress(indices, Math.max(2, bits));
  const blocks: number[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    blocks.push(part.length, ...part);
  }
  const control = transparent === undefined ? [] : [0x21, 0xf9, 4, 1, 0, 0, transparent, 0];
  const comment = [0x21, 0xfe, 5, ...Buffer.from('hello'), 0];
  return Buffer.from([
    ...Buffer.from('GIF89a'),
    ...short(screen.width),
    ...short(screen.height),
    0x80 | (bits - 1),
    0,
    0,
    ...palette,
    ...comment,
    ...control,
    0x2c,
    ...[left, top, width, height].flatMap(short),
    interlaced ? 0x40 : 0,
    Math.max(2, bits),
    ...blocks,
    0,
    0x3b,
  ]);
}
