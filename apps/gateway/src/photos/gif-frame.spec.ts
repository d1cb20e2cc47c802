import { describe, expect, it } from '@jest/globals';
import { gif } from '../testing/picture-files.js';
import { firstGifFrame } from './gif-frame.js';

const palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
const refused = { code: 'picture_unusable' };

/** Colours of the palette as they should come out, opaque. */
function coloured(indices: Iterable<number>, colours: number[] = palette): number[] {
  return [...indices].flatMap((index) => [...colours.slice(index * 3, index * 3 + 3), 255]);
}

describe('the first frame of a GIF', () => {
  it('is what was compressed', async () => {
    const indices = Uint8Array.from({ length: 24 }, (_, n) => n % 4);
    const frame = await firstGifFrame(gif({ width: 6, height: 4, palette, indices }));
    expect([frame.width, frame.height, [...frame.rgba]]).toEqual([6, 4, coloured(indices)]);
  });

  it('survives a dictionary that is full and begins anew', async () => {
    const grey = Array.from({ length: 256 }, (_, n) => [n, n, n]).flat();
    let seed = 7;
    const noise = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % 251;
    const indices = Uint8Array.from({ length: 300 * 200 }, (_, n) => (n % 3 === 0 ? noise() : 17));
    const frame = await firstGifFrame(gif({ width: 300, height: 200, palette: grey, indices }));
    expect(frame.rgba.equals(Buffer.from(coloured(indices, grey)))).toBe(true);
  });

  it('sorts interlaced rows', async () => {
    const stored = [0, 8, 4, 2, 6, 1, 3, 5, 7];
    const indices = Uint8Array.from(stored.map((row) => row % 4));
    const frame = await firstGifFrame(gif({ width: 1, height: 9, palette, indices, interlaced: true }));
    expect([...frame.rgba]).toEqual(coloured([0, 1, 2, 3, 4, 5, 6, 7, 8].map((row) => row % 4)));
  });

  it('leaves the screen see-through around it and where it says so', async () => {
    const indices = Uint8Array.from([1, 3]);
    const place = { screen: { width: 3, height: 2 }, left: 1, top: 1 };
    const frame = await firstGifFrame(gif({ width: 2, height: 1, palette, indices, transparent: 3, ...place }));
    const nothing = [0, 0, 0, 0];
    expect([...frame.rgba]).toEqual([nothing, nothing, nothing, nothing, [0, 255, 0, 255], nothing].flat());
  });

  it('is refused when it leaves its screen', async () => {
    const indices = new Uint8Array(4);
    const place = { screen: { width: 2, height: 2 }, left: 1 };
    await expect(firstGifFrame(gif({ width: 2, height: 2, palette, indices, ...place }))).rejects.toMatchObject(
      refused,
    );
  });

  it('is refused wherever it is cut, and never hangs on changed bytes', async () => {
    const whole = gif({ width: 20, height: 20, palette, indices: Uint8Array.from({ length: 400 }, (_, n) => n % 3) });
    for (let length = 13; length < whole.length - 2; length += 1) {
      await expect(firstGifFrame(whole.subarray(0, length))).rejects.toMatchObject(refused);
    }
    for (let at = 6; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      // Screens of 60,000 pixels a side never come here: their header is refused before.
      if (at > 9) await firstGifFrame(changed).catch((error: unknown) => expect(error).toMatchObject(refused));
    }
  });
});
