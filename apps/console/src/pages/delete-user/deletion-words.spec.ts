import { describe, expect, it } from '@jest/globals';
import { endedElsewhere } from '#contracts';
import type { DeletionPreview, DeletionReceipt } from '../../api/types.js';
import { endedText, heldText, previewLines, receiptLines } from './deletion-words.js';

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

describe('previewLines', () => {
  const preview: DeletionPreview = {
    user: { id: '01890a5d-ac96-774b-bcce-b302099a8057', displayName: 'Ann Lee', role: 'user' },
    teams: held('Frontline'),
    mailboxes: held(),
    customPermissions: null,
    pendingInvitation: null,
    emailChange: null,
    autoBcc: [],
    notificationChoices: 0,
    photo: false,
    alternateEmails: [],
    mention: 'ann',
    freesBillableSeat: true,
    endsElsewhere: ['sessions', 'api_keys'],
    successors: { total: 0, items: [] },
    credentials: {
      sessions: 0,
      password: false,
      secondFactors: { totp: 0, passkeys: 0, recoveryCodes: 0 },
      apiKeys: held(),
      guardedTokens: held(),
      mailedLinks: 0,
    },
  };

  it('leaves out what there is none of', () => {
    expect(previewLines(preview)).toEqual([
      ['Teams', 'Frontline'],
      ['Mention', '@ann becomes free'],
      ['Seat', 'One billable user less'],
    ]);
  });

  it('counts and names everything', () => {
    const text = previewLines({
      ...preview,
      emailChange: { newEmail: 'ann@new.example', expiresAt: '2026-01-01T00:00:00.000Z' },
      autoBcc: [
        { address: 'crm@copies.example', confirmed: true },
        { address: 'b@copies.example', confirmed: false },
      ],
      notificationChoices: 3,
      photo: true,
      alternateEmails: ['ann@home.example'],
      credentials: {
        sessions: 2,
        password: true,
        secondFactors: { totp: 1, passkeys: 2, recoveryCodes: 10 },
        apiKeys: held('Export'),
        guardedTokens: held('Sync'),
        mailedLinks: 1,
      },
    });
    expect(text).toEqual([
      ['Teams', 'Frontline'],
      ['New address', 'ann@new.example is not waited for any more'],
      ['Auto Bcc', 'crm@copies.example, b@copies.example'],
      ['Notifications', '3 choices of their own'],
      ['Photo', 'Removed'],
      ['Mention', '@ann becomes free'],
      ['Signed in', '2 devices'],
      ['Password', 'Removed'],
      ['Second factors', '1 authenticator app, 2 passkeys, 10 recovery codes'],
      ['API keys', 'Export'],
      ['Links in mails', '1 stops working'],
      ['Goes to the owner', 'API tokens of the account: Sync'],
      ['Seat', 'One billable user less'],
      ['Stays for now', 'Alternate addresses until they are erased: ann@home.example'],
    ]);
  });

  it('counts tokens that it may not name, and says so when nothing could be counted', () => {
    const credentials = { ...preview.credentials!, guardedTokens: { total: 2, items: [] } };
    expect(previewLines({ ...preview, credentials })).toContainEqual([
      'Goes to the owner',
      '2 API tokens of the account',
    ]);
    expect(previewLines({ ...preview, credentials: null })).toContainEqual([
      'Ends at once',
      'Signed-in devices, API keys. How many cannot be said right now.',
    ]);
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
      emailChange: false,
      autoBcc: [],
      notificationChoices: 0,
      photo: false,
      mention: 'ann',
    },
    kept: { alternateEmails: [] },
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
    const removed = { ...receipt.removed, emailChange: true, photo: true, notificationChoices: 1 };
    const kept = { alternateEmails: ['ann@home.example'] };
    expect(receiptLines({ ...receipt, removed, kept }, undefined)).toEqual(
      expect.arrayContaining([
        ['New address', 'Is not waited for any more'],
        ['Notifications', '1 choice of their own'],
        ['Photo', 'Removed'],
        ['Stays for now', 'Alternate addresses until they are erased: ann@home.example'],
      ]),
    );
    expect(receiptLines(receipt, undefined).at(-1)).toEqual(['Conversations', 'Theirs become unassigned']);
  });
});
