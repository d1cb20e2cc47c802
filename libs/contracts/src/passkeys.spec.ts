import { describe, expect, it } from '@jest/globals';
import { Passkey, PasskeyAssertion } from './passkeys.js';

const id = Buffer.alloc(32, 7).toString('base64url');
const made = { id, rawId: id, type: 'public-key', response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' } };

describe('a passkey from a browser', () => {
  it.each([
    [1_023, true],
    [1_024, false],
  ])('may have an id of %d bytes: %s', (bytes, fits) => {
    const long = Buffer.alloc(bytes, 7).toString('base64url');
    expect(Passkey.safeParse({ ...made, id: long, rawId: long }).success).toBe(fits);
    const response = { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' };
    expect(PasskeyAssertion.safeParse({ ...made, id: long, rawId: long, response }).success).toBe(fits);
  });

  it.each([
    ['smart-card', true],
    ['hybrid', true],
    ['a-new-one', true],
    ['nul\u0000', false],
    ['\ud800', false],
    ['', false],
    ['x'.repeat(33), false],
  ])('may name the transport %j: %s', (transport, fits) => {
    const response = { ...made.response, transports: [transport] };
    expect(Passkey.safeParse({ ...made, response }).success).toBe(fits);
  });
});
