import { describe, expect, it } from '@jest/globals';
import { endedElsewhere } from '#contracts';
import type { DeletionReceipt } from '../../api/types.js';
import { endedText, heldText, receiptLines } from './deletion-words.js';

const held = (...names: string[]) => ({
  total: names.length,
  items: names.map((name) => ({ id: '01890a5d-ac96-774b-bcce-b302099a8057', name })),
});

describe('heldText', () => {
  it('names the first and counts the rest', () => {
    expect(heldText(held())).toBeUndefined();
    expect(heldText(held('A', 'B'))).toBe('A, B');
    expect(heldText({ ...held('A', 'B', 'C', 'D', 'E', 'F'), total: 120 })).toBe('A, B, C, D, E and 115 more');
  });
});

describe('endedText', () => {
  it('is one line with words for everything', () => {
    const text = endedText(endedElsewhere);
    expect(text).toMatch(/^Signed-in devices, sign-ins of apps, .*API keys/);
    expect(text).not.toContain('undefined');
  });
});

describe('receiptLines', () => {
  const receipt: DeletionReceipt = {
    userId: '01890a5d-ac96-774b-bcce-b302099a8057',
    displayName: 'Ann Lee',
    deletedAt: '2026-01-01T00:00:00.000Z',
    restorableUntil: '2026-04-01T00:00:00.000Z',
    removed: {
      teams: held('Frontline'),
      mailboxes: held(),
      customPermissions: false,
      pendingInvitation: false,
      mention: 'ann',
    },
    reassignTo: null,
    endedElsewhere: ['sessions'],
  };

  it('leaves out what there was none of, and says who takes over', () => {
    expect(receiptLines(receipt, 'Bo Ek')).toEqual([
      ['Teams', 'Frontline'],
      ['Mention', '@ann is free'],
      ['Ended', 'Signed-in devices'],
      ['Conversations', 'Theirs go to Bo Ek'],
    ]);
    expect(receiptLines(receipt, undefined).at(-1)).toEqual(['Conversations', 'Theirs become unassigned']);
  });
});
