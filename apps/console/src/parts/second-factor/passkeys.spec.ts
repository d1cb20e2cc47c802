import { describe, expect, it } from '@jest/globals';
import { fromBase64url, refusalOf, toBase64url } from './passkeys.js';

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

describe('refusalOf', () => {
  it.each([
    [new DOMException('', 'NotAllowedError'), 'passkey_cancelled'],
    [new DOMException('', 'InvalidStateError'), 'passkey_exists'],
    [new DOMException('', 'SecurityError'), 'passkey_unsupported'],
    ['odd', 'passkey_unsupported'],
  ])('tells giving up from having one already, and from whatever else is thrown', (thrown, code) => {
    expect(refusalOf(thrown).code).toBe(code);
  });
});
