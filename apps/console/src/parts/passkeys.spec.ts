import { describe, expect, it } from '@jest/globals';
import { refusalText } from './passkeys.js';

describe('refusalText', () => {
  it('tells giving up from having one already', () => {
    const [cancelled, known] = ['NotAllowedError', 'InvalidStateError'].map((name) =>
      refusalText(new DOMException('', name)),
    );
    expect(cancelled).toContain('cancelled');
    expect(known).toContain('already has a passkey');
  });

  it('has words for whatever else is thrown', () => {
    expect(refusalText('odd')).toBe(refusalText(new Error('odd')));
  });
});
