import { describe, expect, it } from '@jest/globals';
import { proofMethods } from './proof-methods.js';

const method = (kind: 'totp' | 'passkey') => ({ id: kind, kind, name: kind, createdAt: '', lastUsedAt: null });

describe('proofMethods', () => {
  it('is the password alone without factors', () => {
    expect(proofMethods({ methods: [], recoveryCodesLeft: 0 }, true)).toEqual(['password']);
  });

  it('adds what the person has', () => {
    expect(proofMethods({ methods: [method('totp')], recoveryCodesLeft: 0 }, true)).toEqual(['password', 'code']);
    expect(proofMethods({ methods: [method('passkey')], recoveryCodesLeft: 0 }, true)).toEqual(['password', 'passkey']);
    expect(proofMethods({ methods: [method('passkey')], recoveryCodesLeft: 9 }, true)).toEqual([
      'password',
      'code',
      'passkey',
    ]);
  });

  it('leaves out what the browser cannot do', () => {
    expect(proofMethods({ methods: [method('passkey')], recoveryCodesLeft: 0 }, false)).toEqual(['password']);
  });
});
