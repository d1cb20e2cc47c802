import { AppError } from '#errors';

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif';

export interface PictureHeader {
  format: PictureFormat;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

const maxSide = 12_000;
const maxPixels = 40_000_000;
// Filling a square from a thinner strip would blow it up beyond all measure before it is cut.
const maxRatio = 16;
// Cameras write about ten; thousands of scans over the same pixels are an attack on the decoder's time.
const maxScans = 100;

/** @param detail what is wrong, in words for whoever uploads */
export function unusable(detail: string): AppError {
  return new AppError('picture_unusable', { detail });
}

const damaged = () => unusable('The picture is damaged or incomplete');

function ascii(bytes: Buffer, start: number, length: number): string {
  return bytes.toString('latin1', start, start + length);
}

/** First position from `start` on of a JPEG marker that is no part of the compressed data. */
function nextMarker(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, at + 1);
  }
  throw damaged();
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Segments up to the end of the image, with where each begins (ITU-T T.81, annex B). */
function* jpegSegments(bytes: Buffer): Generator<{ marker: number; at: number }> {
  for (let at = nextMarker(bytes, 2); bytes[at + 1] !== 0xd9;) {
    if (at + 9 > bytes.length) throw damaged();
    yield { marker: bytes[at + 1] ?? 0, at };
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) throw damaged();
    at = nextMarker(bytes, at + 2 + length);
  }
}

/** One frame, not too many scans, nothing missing. */
function jpegSize(bytes: Buffer): Size {
  const frames: Size[] = [];
  let scans = 0;
  for (const { marker, at } of jpegSegments(bytes)) {
    if (isFrame(marker)) frames.push({ height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) });
    if (marker === 0xda) scans += 1;
    if (frames.length > 1 || scans > maxScans) throw damaged();
  }
  const [size] = frames;
  if (size === undefined || scans === 0) throw damaged();
  return size;
}

/** Chunks up to the end, each whole (PNG, third edition, section 5). */
function pngChunks(bytes: Buffer): { kind: string; whole: Buffer }[] {
  const chunks: { kind: string; whole: Buffer }[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const kind = ascii(bytes, at + 4, 4);
    chunks.push({ kind, whole: bytes.subarray(at, end) });
    if (kind === 'IEND' && end <= bytes.length) return chunks;
    at = end;
  }
  throw damaged();
}

function pngSize(bytes: Buffer): Size {
  const [first] = pngChunks(bytes);
  if (first?.kind !== 'IHDR' || first.whole.length !== 25) throw damaged();
  return { width: first.whole.readUInt32BE(8), height: first.whole.readUInt32BE(12) };
}

const pixelChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/** The PNG without what is no pixel: profiles and texts are compressed, and may unfold to gigabytes. */
export function barePng(bytes: Buffer): Buffer {
  const kept = pngChunks(bytes).filter(({ kind }) => pixelChunks.has(kind));
  return Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ whole }) => whole)]);
}

function webpChunkSize(bytes: Buffer, kind: string, at: number, length: number): Size | undefined {
  const needed = { VP8X: 10, 'VP8 ': 10, VP8L: 5, ANMF: 16 }[kind];
  if (needed === undefined) return undefined;
  if (length < needed) throw damaged();
  const at24 = (offset: number) => bytes.readUIntLE(at + offset, 3) + 1;
  if (kind === 'VP8X') return { width: at24(4), height: at24(7) };
  if (kind === 'ANMF') return { width: at24(6), height: at24(9) };
  if (kind === 'VP8 ') {
    return { width: bytes.readUInt16LE(at + 6) & 0x3fff, height: bytes.readUInt16LE(at + 8) & 0x3fff };
  }
  const bits = bytes.readUInt32LE(at + 1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** The largest of what the chunks say: canvas and frames may disagree in a forged file (RFC 9649). */
function webpSize(bytes: Buffer): Size {
  const end = bytes.readUInt32LE(4) + 8;
  if (end > bytes.length) throw damaged();
  const found = { width: 0, height: 0 };
  for (let at = 12; at + 8 <= end;) {
    const length = bytes.readUInt32LE(at + 4);
    if (at + 8 + length > end) throw damaged();
    const size = webpChunkSize(bytes, ascii(bytes, at, 4), at + 8, length);
    found.width = Math.max(found.width, size?.width ?? 0);
    found.height = Math.max(found.height, size?.height ?? 0);
    at += 8 + length + (length % 2);
  }
  return found;
}

function gifSize(bytes: Buffer): Size {
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

const sizes: Record<PictureFormat, (bytes: Buffer) => Size> = {
  jpeg: jpegSize,
  png: pngSize,
  webp: webpSize,
  gif: gifSize,
};

/** By the bytes alone: what the upload says of itself does not count. */
function formatOf(bytes: Buffer): PictureFormat | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes.readUIntBE(0, 3) === 0xffd8ff) return 'jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'webp';
  return ['GIF87a', 'GIF89a'].includes(ascii(bytes, 0, 6)) ? 'gif' : undefined;
}

function requireBounds({ width, height }: Size): void {
  if (width === 0 || height === 0) throw damaged();
  if (width > maxSide || height > maxSide || width * height > maxPixels) {
    throw unusable('The picture has more than 12,000 pixels on a side, or more than 40 megapixels');
  }
  if (Math.max(width, height) > maxRatio * Math.min(width, height)) {
    throw unusable('The picture is too long and thin for a square');
  }
}

/**
 * Reads what a picture says of itself, before anything decodes it.
 * @throws AppError `picture_unusable` for other formats, damaged files and sizes that nobody needs
 */
export function readPictureHeader(bytes: Buffer): PictureHeader {
  const format = formatOf(bytes);
  if (format === undefined) throw unusable('The file is no JPEG, PNG, WebP or GIF');
  const size = sizes[format](bytes);
  requireBounds(size);
  return { format, ...size };
}
