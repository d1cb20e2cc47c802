import { describe, expect, it } from '@jest/globals';
import { maxPhotoBytes as taken } from '#contracts';
import { fileFault, maxPhotoBytes } from './photo-file.js';

describe('fileFault', () => {
  it('has the limit of the contract', () => {
    expect(maxPhotoBytes).toBe(taken);
  });

  it('takes what the service takes', () => {
    expect(fileFault({ type: 'image/webp', size: maxPhotoBytes })).toBeUndefined();
  });

  it.each([
    [{ type: 'image/svg+xml', size: 10 }, 'JPEG'],
    [{ type: 'image/png', size: maxPhotoBytes + 1 }, '5 MB'],
    [{ type: 'image/png', size: 0 }, 'empty'],
  ])('says what is wrong with %j', (file, word) => {
    expect(fileFault(file)).toContain(word);
  });
});
