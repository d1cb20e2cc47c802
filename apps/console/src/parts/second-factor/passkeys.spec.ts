import { describe, expect, it } from '@jest/globals';
import { fromBase64url, toBase64url } from './passkeys.js';

describe('base64url', () => {
  it.each([[[]], [[251, 255, 191]], [[0]], [[1, 2]], [Array.from({ length: 256 }, (_, byte) => byte)]])(
    'is written as Node writes it, and read back: %j',
    (bytes) => {
      const written = toBase64url(Uint8Array.from(bytes).buffer);
      expect(written).toBe(Buffer.from(bytes).toString('base64url'));
      expect(Array.from(fromBase64url(written))).toEqual(bytes);
    },
  );
});
