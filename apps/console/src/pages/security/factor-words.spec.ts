import { describe, expect, it } from '@jest/globals';
import { codesWarning, kindsText } from './factor-words.js';

describe('kindsText', () => {
  it('lists kinds', () => {
    expect(kindsText(['passkey'])).toBe('a passkey');
    expect(kindsText(['totp', 'passkey'])).toBe('an authenticator app and a passkey');
  });
});

describe('codesWarning', () => {
  it('speaks up when few or none are left', () => {
    expect(codesWarning(10)).toBeUndefined();
    expect(codesWarning(3)).toContain('Few');
    expect(codesWarning(0)).toContain('No recovery code');
  });
});
