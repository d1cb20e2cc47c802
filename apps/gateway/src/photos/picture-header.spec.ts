import { describe, expect, it } from '@jest/globals';
import { bomb, gif, halves, png } from '../testing/picture-files.js';
import { readPictureHeader } from './picture-header.js';

const unusable = expect.objectContaining({ code: 'picture_unusable' });
const black = [0, 0, 0, 255, 255, 255];

function outcome(bytes: Buffer): unknown {
  try {
    return readPictureHeader(bytes);
  } catch (error) {
    return error;
  }
}

describe('the header of a picture', () => {
  it('is read by the bytes alone', async () => {
    const size = { width: 30, height: 20 };
    const files = {
      jpeg: await halves(30, 20).jpeg(90),
      png: await halves(30, 20).png(),
      webp: await halves(30, 20).webp(90),
      gif: gif({ ...size, palette: black, indices: new Uint8Array(600) }),
    };
    for (const [format, bytes] of Object.entries(files)) expect(outcome(bytes)).toEqual({ format, ...size });
    expect(outcome(await halves(30, 20).webpLossless())).toEqual({ format: 'webp', ...size });
  });

  it.each([
    ['SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['nothing', Buffer.alloc(0)],
    ['a signature alone', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['zeros', Buffer.alloc(1_000)],
    ['PDF', Buffer.from('%PDF-1.7 and so on and so forth')],
  ])('%s is none', (_what, bytes) => {
    expect(outcome(bytes)).toEqual(unusable);
  });

  it('refuses BMP, TIFF and what else the decoder would take', async () => {
    for (const bytes of [await halves(30, 20).bmp(), await halves(30, 20).tiff(), await halves(30, 20).ico()]) {
      expect(outcome(bytes)).toEqual(unusable);
    }
  });

  it.each([
    [50_000, 50_000],
    [12_001, 10],
    [10, 12_001],
    [8_000, 5_001],
    [0, 10],
    [4_294_967_295, 4_294_967_295],
    [12_000, 1],
    [1_700, 100],
  ])('refuses %i x %i', (width, height) => {
    expect(outcome(png({ width, height }, bomb(1)))).toEqual(unusable);
  });

  it.each([
    [8_000, 5_000],
    [1_600, 100],
    [1, 1],
  ])('takes %i x %i', (width, height) => {
    expect(outcome(png({ width, height }, bomb(1)))).toMatchObject({ width, height });
  });

  it('refuses what is cut off, of every format', async () => {
    const files = [await halves(90, 60).jpeg(90), await halves(90, 60).png(), await halves(90, 60).webp(90)];
    for (const bytes of files) {
      for (const part of [0.2, 0.5, 0.9]) {
        expect(outcome(bytes.subarray(0, Math.floor(bytes.length * part)))).toEqual(unusable);
      }
    }
  });

  it('believes the largest of what a forged WebP says', async () => {
    const bytes = await halves(300, 200).webpLossless();
    const start = bytes.indexOf('VP8L') + 9;
    bytes.writeUInt32LE(16_382 | (16_382 << 14), start);
    expect(outcome(bytes)).toEqual(unusable);
  });

  it('refuses a JPEG with a second frame or thousands of scans', async () => {
    const bytes = await halves(90, 60).jpeg(90);
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    const segment = bytes.subarray(frame, frame + 2 + bytes.readUInt16BE(frame + 2));
    const insert = (part: Buffer) => Buffer.concat([bytes.subarray(0, frame), part, bytes.subarray(frame)]);
    expect(outcome(insert(segment))).toEqual(unusable);
    const scan = Buffer.from('ffda00080101000000ff00', 'hex');
    expect(outcome(insert(Buffer.concat(Array.from({ length: 5_000 }, () => scan))))).toEqual(unusable);
  });

  it('takes no long time over 5 MB of markers', () => {
    const bytes = Buffer.alloc(5_000_000, 0xff);
    bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 2], 0);
    const begun = process.cpuUsage();
    expect(outcome(bytes)).toEqual(unusable);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1_000);
  });
});
