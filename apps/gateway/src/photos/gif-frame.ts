import { setImmediate as turn } from 'node:timers/promises';
import { unusable } from './picture-header.js';

/** Pixels of the first frame of a GIF, four bytes each. */
export interface GifFrame {
  width: number;
  height: number;
  rgba: Buffer;
}

interface ImageBlock {
  left: number;
  top: number;
  width: number;
  height: number;
  interlaced: boolean;
  /** Three bytes per colour. */
  palette: Buffer;
  /** Index that shows what is behind, or -1. */
  transparent: number;
  minCodeSize: number;
  data: Buffer;
}

// Pixels between two turns of the event loop: others are served meanwhile.
const pixelsPerTurn = 1_000_000;
const maxCodes = 4096;
const damaged = () => unusable('The picture is damaged or incomplete');

/** Walks over the bytes and refuses to leave them. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw damaged();
    this.at += 1;
    return value;
  }

  short(): number {
    return this.byte() | (this.byte() << 8);
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw damaged();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Data sub-blocks up to their terminator. */
  blocks(): Buffer {
    const parts: Buffer[] = [];
    for (let length = this.byte(); length > 0; length = this.byte()) parts.push(this.take(length));
    return Buffer.concat(parts);
  }
}

function paletteIn(reader: Reader, flags: number): Buffer | undefined {
  return (flags & 0x80) === 0 ? undefined : reader.take(3 << ((flags & 7) + 1));
}

/** Extensions before the first image; of them only the transparent colour counts. @returns the introducer after them */
function skipExtensions(reader: Reader): { introducer: number; transparent: number } {
  let transparent = -1;
  let introducer = reader.byte();
  while (introducer === 0x21) {
    const label = reader.byte();
    const data = reader.blocks();
    if (label === 0xf9 && data.length >= 4) transparent = ((data[0] ?? 0) & 1) === 1 ? (data[3] ?? -1) : -1;
    introducer = reader.byte();
  }
  return { introducer, transparent };
}

function imageBlock(reader: Reader, common: Buffer | undefined): ImageBlock {
  const { introducer, transparent } = skipExtensions(reader);
  if (introducer !== 0x2c) throw damaged();
  const [left, top, width, height] = [reader.short(), reader.short(), reader.short(), reader.short()];
  const flags = reader.byte();
  const palette = paletteIn(reader, flags) ?? common;
  const minCodeSize = reader.byte();
  if (palette === undefined || minCodeSize < 2 || minCodeSize > 8) throw damaged();
  const interlaced = (flags & 0x40) !== 0;
  return { left, top, width, height, interlaced, palette, transparent, minCodeSize, data: reader.blocks() };
}

/** Variable-length codes of LZW as GIF packs them: least significant bit first. */
class Codes {
  private bits = 0;
  private held = 0;
  private at = 0;

  constructor(private readonly data: Buffer) {}

  next(size: number): number {
    while (this.held < size) {
      const byte = this.data[this.at];
      if (byte === undefined) throw damaged();
      this.bits |= byte << this.held;
      this.held += 8;
      this.at += 1;
    }
    const code = this.bits & ((1 << size) - 1);
    this.bits >>>= size;
    this.held -= size;
    return code;
  }
}

/** The dictionary: each entry is another one and one more index. */
class Dictionary {
  readonly clear: number;
  readonly end: number;
  private readonly prefix = new Uint16Array(maxCodes);
  private readonly suffix = new Uint8Array(maxCodes);
  private readonly length = new Uint16Array(maxCodes);
  private used: number;

  constructor(private readonly minCodeSize: number) {
    this.clear = 1 << minCodeSize;
    this.end = this.clear + 1;
    this.used = this.end + 1;
    for (let code = 0; code < this.clear; code += 1) {
      this.suffix[code] = code;
      this.length[code] = 1;
    }
  }

  reset(): void {
    this.used = this.end + 1;
  }

  /** Bits of the next code. */
  get codeSize(): number {
    return Math.min(12, Math.max(this.minCodeSize + 1, 32 - Math.clz32(this.used)));
  }

  knows(code: number): boolean {
    return code < this.used && code !== this.clear && code !== this.end;
  }

  isNext(code: number): boolean {
    return code === this.used && this.used < maxCodes;
  }

  add(before: number, index: number): void {
    if (this.used >= maxCodes) return;
    this.prefix[this.used] = before;
    this.suffix[this.used] = index;
    this.length[this.used] = (this.length[before] ?? 0) + 1;
    this.used += 1;
  }

  first(code: number): number {
    let at = code;
    while ((this.length[at] ?? 1) > 1) at = this.prefix[at] ?? 0;
    return this.suffix[at] ?? 0;
  }

  /** Writes the indices of an entry, as far as they fit. @returns the position after them */
  write(code: number, into: Uint8Array, position: number): number {
    const length = this.length[code] ?? 0;
    for (let at = code, left = length; left > 0; left -= 1) {
      // What is past the end of the image falls off a typed array by itself.
      into[position + left - 1] = this.suffix[at] ?? 0;
      at = this.prefix[at] ?? 0;
    }
    return Math.min(into.length, position + length);
  }
}

/** Colour indices of the image, row by row as they are stored (GIF89a, appendix F). */
async function unpack({ minCodeSize, data, width, height }: ImageBlock): Promise<Uint8Array> {
  const indices = new Uint8Array(width * height);
  const codes = new Codes(data);
  const dictionary = new Dictionary(minCodeSize);
  let before = -1;
  for (let position = 0, rest = pixelsPerTurn; position < indices.length;) {
    const code = codes.next(dictionary.codeSize);
    if (code === dictionary.end) throw damaged();
    if (code === dictionary.clear) {
      dictionary.reset();
      before = -1;
      continue;
    }
    if (before >= 0) dictionary.add(before, dictionary.first(dictionary.isNext(code) ? before : code));
    if (!dictionary.knows(code)) throw damaged();
    position = dictionary.write(code, indices, position);
    before = code;
    if (position > rest) {
      rest = position + pixelsPerTurn;
      await turn();
    }
  }
  return indices;
}

/** Row on the screen of each stored row. */
function rowsOf({ height, interlaced }: ImageBlock): number[] {
  const all = Array.from({ length: height }, (_, row) => row);
  if (!interlaced) return all;
  const passes = [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const;
  return passes.flatMap(([start, step]) => all.filter((row) => row >= start && (row - start) % step === 0));
}

async function paint(image: ImageBlock, indices: Uint8Array, frame: GifFrame): Promise<void> {
  const colours = image.palette.length / 3;
  for (const [stored, row] of rowsOf(image).entries()) {
    let target = ((image.top + row) * frame.width + image.left) * 4;
    for (let column = 0; column < image.width; column += 1, target += 4) {
      const index = indices[stored * image.width + column] ?? 0;
      if (index === image.transparent || index >= colours) continue;
      image.palette.copy(frame.rgba, target, index * 3, index * 3 + 3);
      frame.rgba[target + 3] = 255;
    }
    if (stored % 256 === 255) await turn();
  }
}

/**
 * The first frame on its screen. `@napi-rs/image` decodes every other format, but not this one.
 * @throws AppError `picture_unusable`
 */
export async function firstGifFrame(bytes: Buffer): Promise<GifFrame> {
  const reader = new Reader(bytes);
  reader.take(6);
  const [width, height, flags] = [reader.short(), reader.short(), reader.byte()];
  reader.take(2);
  const image = imageBlock(reader, paletteIn(reader, flags));
  if (image.left + image.width > width || image.top + image.height > height) throw damaged();
  const frame = { width, height, rgba: Buffer.alloc(width * height * 4) };
  await paint(image, await unpack(image), frame);
  return frame;
}
