import { describe, expect, it } from '@jest/globals';
import { Transformer } from '@napi-rs/image';
import { deflateSync } from 'node:zlib';
import { bomb, gif, halves, png, withExif } from '../testing/picture-files.js';
import { Pictures, type Squares } from './pictures.js';

const unusable = { code: 'picture_unusable' };

async function pixels(square: string): Promise<{ side: number; at(x: number, y: number): number[] }> {
  const picture = new Transformer(Buffer.from(square, 'base64'));
  const { width, height, format } = await picture.metadata();
  expect([format, width]).toEqual(['webp', height]);
  const raw = await picture.rawPixels();
  const bytes = raw.length / (width * height);
  return { side: width, at: (x, y) => [...raw.subarray((y * width + x) * bytes, (y * width + x) * bytes + 3)] };
}

function isRed([red = 0, green = 0, blue = 0]: number[]): boolean {
  return red > 200 && green < 60 && blue < 60;
}

async function expectHalves(squares: Squares): Promise<void> {
  for (const [square, side] of [
    [squares.small, 64],
    [squares.large, 256],
  ] as const) {
    const found = await pixels(square);
    expect(found.side).toBe(side);
    expect(isRed(found.at(4, side / 2))).toBe(true);
    expect(isRed(found.at(side - 4, side / 2))).toBe(false);
  }
}

describe('squares of a picture', () => {
  const size = { width: 300, height: 200 };
  const colours = [255, 0, 0, 0, 255, 0];
  const indices = Uint8Array.from({ length: 60_000 }, (_, n) => (n % 300 < 150 ? 0 : 1));

  it('are made of JPEG, PNG, WebP and GIF, the middle kept', async () => {
    const pictures = new Pictures();
    const files = [
      await halves(300, 200).jpeg(95),
      await halves(300, 200).png(),
      await halves(300, 200).webp(95),
      gif({ ...size, palette: colours, indices }),
    ];
    for (const bytes of files) await expectHalves(await pictures.squares(bytes));
  });

  it('stand as the camera was held, and tell nothing of where', async () => {
    const turned = withExif(await halves(300, 200).jpeg(95), 6);
    const squares = await new Pictures().squares(turned);
    const large = await pixels(squares.large);
    expect(isRed(large.at(128, 4))).toBe(true);
    expect(isRed(large.at(128, 252))).toBe(false);
    for (const square of [squares.small, squares.large]) {
      const bytes = Buffer.from(square, 'base64');
      for (const trace of ['Exif', 'EXIF', 'Harbour', 'ICCP', 'XMP ']) expect(bytes.includes(trace)).toBe(false);
    }
  });

  it('carry nothing of what hung on to the file', async () => {
    const script = Buffer.from('<script>alert(document.cookie)</script>');
    const squares = await new Pictures().squares(Buffer.concat([await halves(300, 200).png(), script]));
    expect(Buffer.from(squares.large, 'base64').includes('<script>')).toBe(false);
  });

  it('are small, also of noise', async () => {
    const noise = Buffer.from(Array.from({ length: 256 * 256 * 4 }, (_, n) => (n * 7_919) % 253));
    const squares = await new Pictures().squares(await Transformer.fromRgbaPixels(noise, 256, 256).png());
    expect(squares.large.length).toBeLessThan(200_000);
    expect(squares.small.length).toBeLessThan(20_000);
  });

  it('come out the same every time', async () => {
    const [pictures, bytes] = [new Pictures(), await halves(300, 200).png()];
    expect(await pictures.squares(bytes)).toEqual(await pictures.squares(bytes));
  });
});

describe('hostile pictures', () => {
  it.each([
    ['data far beyond the pixels', () => png({ width: 10, height: 10 }, bomb(300))],
    ['less data than pixels', () => png({ width: 4_000, height: 4_000 }, bomb(1))],
    ['garbage for data', () => png({ width: 100, height: 100 }, Buffer.alloc(500, 7))],
    [
      'a colour profile of hundreds of megabytes',
      () => png({ width: 1, height: 1 }, deflateSync(Buffer.alloc(4)), [['iCCP', profile()]]),
    ],
  ])('%s: an answer within seconds', async (_what, make) => {
    const bytes = make();
    const begun = process.cpuUsage();
    const outcome = await new Pictures().squares(bytes).then(
      () => 'squares',
      (error: unknown) => error,
    );
    expect(outcome === 'squares' || Reflect.get(Object(outcome), 'code') === 'picture_unusable').toBe(true);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1_500);
  });

  function profile(): Buffer {
    return Buffer.concat([Buffer.from('p\0\0', 'latin1'), bomb(300)]);
  }

  it('changed in any byte is refused or made a picture, and never more', async () => {
    const [pictures, whole] = [new Pictures(), await halves(40, 30).jpeg(60)];
    for (let at = 2; at < whole.length; at += 3) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const outcome = await pictures.squares(changed).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject(unusable);
    }
  });

  it('wait in a short queue; who finds it full is told to come back', async () => {
    const [pictures, bytes] = [new Pictures(), await halves(1_000, 1_000).png()];
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => pictures.squares(bytes)));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(results.length - refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(10);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable', details: { retryAfter: 5 } });
    await expect(pictures.squares(bytes)).resolves.toMatchObject({ small: expect.any(String) });
  });
});
