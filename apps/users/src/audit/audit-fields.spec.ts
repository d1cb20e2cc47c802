import { describe, expect, it } from '@jest/globals';
import { forManagersAlone, isPersonal } from './audit-fields.js';

describe('what goes when a person is erased', () => {
  const aboutUser = (action: string, field: string) => isPersonal({ action, targetKind: 'user' }, field);

  it('is what tells who they are', () => {
    for (const field of ['firstName', 'email', 'phone', 'timezone', 'locale', 'addresses']) {
      expect(aboutUser('user.updated', field)).toBe(true);
    }
    for (const field of ['role', 'teamIds', 'permissions', 'state']) {
      expect(aboutUser('user.updated', field)).toBe(false);
    }
  });

  it('is the reason that somebody wrote, not the one that is a code', () => {
    for (const action of ['user.suspended', 'user.suspension_changed']) {
      expect(aboutUser(action, 'reason')).toBe(true);
    }
    expect(aboutUser('user.session_ended', 'reason')).toBe(false);
  });

  it('is nothing of accounts, teams and mailboxes', () => {
    for (const [targetKind, field] of [
      ['account', 'timezone'],
      ['team', 'mention'],
      ['mailbox', 'email'],
    ] as const) {
      expect(isPersonal({ action: `${targetKind}.updated`, targetKind }, field)).toBe(false);
    }
  });
});

describe('what is for managers alone', () => {
  it('is why somebody was suspended', () => {
    expect(forManagersAlone('user.suspended', 'reason')).toBe(true);
    expect(forManagersAlone('user.suspension_changed', 'reason')).toBe(true);
    expect(forManagersAlone('user.suspended', 'until')).toBe(false);
    expect(forManagersAlone('user.session_ended', 'reason')).toBe(false);
  });
});
