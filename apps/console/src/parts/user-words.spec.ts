import { describe, expect, it } from '@jest/globals';
import { alertKinds } from '#contracts';
import type { User } from '../api/types.js';
import { alertText, changeText, inviteAction, invitationText, presenceText } from './user-words.js';

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();

function aUser(changes: Partial<User> = {}): User {
  return {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    number: 7,
    firstName: 'Ingrid',
    lastName: 'Solberg',
    email: 'ingrid@example.com',
    alternateEmails: [],
    role: 'user',
    state: 'invited',
    alerts: [],
    jobTitle: null,
    phone: null,
    timezone: 'Europe/Oslo',
    timeFormat: '24h',
    locale: 'en',
    initials: 'IS',
    mention: 'ingrid',
    photoUrl: null,
    twoFactorEnabled: false,
    teamIds: [],
    mailboxIds: [],
    invitation: {
      status: 'pending',
      sentAt: ago(2),
      expiresAt: ago(-5),
      mail: { status: 'accepted', detail: null, at: ago(2) },
    },
    suspension: null,
    lastSignInAt: null,
    lastActiveAt: null,
    createdAt: ago(2),
    updatedAt: ago(2),
    ...changes,
  };
}

function bounced(detail: string | null): User {
  const invitation = { status: 'pending' as const, sentAt: ago(1), expiresAt: ago(-6) };
  return aUser({ invitation: { ...invitation, mail: { status: 'bounced', detail, at: ago(1) } } });
}

describe('alertText', () => {
  it.each(alertKinds)('explains %s with the name of the person', (kind) => {
    expect(alertText({ kind }, aUser())).toContain('Ingrid');
  });

  it('tells the days since the last sign-in', () => {
    expect(alertText({ kind: 'inactive', days: 47 }, aUser())).toContain('47 days');
  });

  it('repeats the words of the relay', () => {
    expect(alertText({ kind: 'invite_bounced' }, bounced('550 no such user'))).toContain('550 no such user');
    expect(alertText({ kind: 'invite_bounced' }, bounced(null))).toMatch(/came back\.$/);
  });

  it('tells invitations that never went out from those that ran out', () => {
    expect(alertText({ kind: 'not_invited' }, aUser())).toContain('not been invited');
    expect(alertText({ kind: 'invite_expired' }, aUser())).toContain('expired on');
  });
});

describe('invitationText', () => {
  it('says when it was sent, how far it got and how long it lives', () => {
    expect(invitationText(aUser())).toBe('Sent 2 days ago, their mail server took it; expires in 5 days');
  });

  it('tells one that was revoked from one that never was', () => {
    const pending = aUser().invitation;
    const revoked = aUser({ state: 'not_invited', invitation: pending && { ...pending, status: 'revoked' } });
    expect(invitationText(revoked)).toBe('The invitation was revoked');
    expect(alertText({ kind: 'not_invited' }, revoked)).toContain('revoked');
    expect(invitationText(aUser({ state: 'not_invited', invitation: null }))).toBe('No invitation sent so far');
  });

  it('is silent about people who have joined', () => {
    expect(invitationText(aUser({ state: 'active' }))).toBeUndefined();
  });
});

describe('inviteAction', () => {
  it('is offered to those who have not joined', () => {
    expect(inviteAction('not_invited')).toBe('Send invitation');
    expect(inviteAction('invite_expired')).toBe('Re-send');
    expect([inviteAction('active'), inviteAction('suspended'), inviteAction('deleted')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('presenceText', () => {
  it('speaks of those who have joined only', () => {
    expect(presenceText(aUser())).toBeUndefined();
    expect(presenceText(aUser({ state: 'active', lastSignInAt: ago(3) }))).toBe('Last seen 3 days ago');
  });
});

describe('changeText', () => {
  it('announces a new state and a new fate of the mail, and nothing else', () => {
    expect(changeText(aUser(), aUser({ state: 'active' }))).toContain('Active');
    expect(changeText(aUser(), bounced(null))).toContain('came back');
    expect(changeText(aUser(), aUser({ jobTitle: 'Lead' }))).toBeUndefined();
  });
});
