import { describe, expect, it } from '@jest/globals';
import { alertsOf, stateOf, toUser, type SelectedUser } from './user.mapper.js';

const day = 86_400_000;
const now = Date.now();
const ago = (days: number) => new Date(now - days * day);

function row(fields: Partial<SelectedUser> = {}): SelectedUser {
  return {
    id: '019bb138-13e8-7c05-ada3-229ad749d055',
    account_id: '019bb138-13e8-7c05-ada3-229ad749d056',
    number: 1,
    first_name: 'Nadia',
    last_name: 'Okafor',
    email: 'nadia@people.example',
    alternate_emails: [],
    role: 'user',
    job_title: null,
    phone: null,
    timezone: 'Etc/UTC',
    time_format: '24h',
    locale: 'en',
    mention: 'nadia',
    photo_id: null,
    two_factor_enabled: false,
    invitation_version: 1,
    invitation_sent_at: null,
    invitation_expires_at: null,
    invitation_mail_status: null,
    invitation_mail_detail: null,
    invitation_mail_at: null,
    revoked_invitation_version: 0,
    revoked_invitation_sent_at: null,
    accepted_at: null,
    suspended_at: null,
    suspended_until: null,
    suspension_reason: null,
    deleted_at: null,
    restored_at: null,
    locked_at: null,
    last_sign_in_at: null,
    last_active_at: null,
    version: 1,
    created_at: ago(100),
    updated_at: ago(100),
    team_ids: [],
    mailbox_ids: [],
    ...fields,
  };
}

const invited = { invitation_sent_at: ago(1), invitation_expires_at: ago(-6) };
const expired = { invitation_sent_at: ago(9), invitation_expires_at: ago(2) };

describe('the state', () => {
  it.each([
    ['not_invited', {}],
    ['invited', invited],
    ['invite_expired', expired],
    ['active', { ...expired, accepted_at: ago(5) }],
    ['suspended', { accepted_at: ago(5), suspended_at: ago(1) }],
    ['deleted', { accepted_at: ago(5), suspended_at: ago(1), deleted_at: ago(0) }],
  ] as const)('%s', (state, fields) => {
    expect(stateOf(row(fields))).toBe(state);
  });
});

describe('the alerts', () => {
  const kinds = (fields: Partial<SelectedUser>) => alertsOf(row(fields), now).map(({ kind }) => kind);

  it.each([
    [['not_invited'], {}],
    [[], invited],
    [['invite_expired'], expired],
    [['invite_bounced'], { ...invited, invitation_mail_status: 'bounced' }],
    [[], { accepted_at: ago(30), last_sign_in_at: ago(30) }],
    [['inactive'], { accepted_at: ago(90), last_sign_in_at: ago(31.5) }],
    [['inactive'], { accepted_at: ago(40) }],
    [['inactive'], { accepted_at: ago(90), last_sign_in_at: ago(30 + 1 / 24) }],
    [[], { accepted_at: ago(90), last_sign_in_at: ago(30 - 1 / 24) }],
    [['too_many_failed_sign_ins'], { accepted_at: ago(4), last_sign_in_at: ago(1), locked_at: ago(0) }],
    [[], { accepted_at: ago(90), last_sign_in_at: ago(60), suspended_at: ago(1) }],
  ] as const)('%j', (alerts, fields) => {
    expect(kinds(fields)).toEqual(alerts);
  });

  it('says how many days somebody was away', () => {
    expect(alertsOf(row({ accepted_at: ago(90), last_sign_in_at: ago(47.2) }))[0]).toMatchObject({ days: 47 });
  });
});

describe('what the API shows', () => {
  it('shows an invitation that was revoked, and none that never was', () => {
    const { invitation_sent_at: sentAt } = invited;
    const revoked = toUser(row({ ...invited, invitation_sent_at: null, revoked_invitation_sent_at: sentAt }));
    expect([revoked.state, revoked.invitation?.status, revoked.invitation?.sentAt]).toEqual([
      'not_invited',
      'revoked',
      sentAt.toISOString(),
    ]);
    expect(toUser(row()).invitation).toBeNull();
  });

  it('tells the relay’s words with the invitation', () => {
    const mail = {
      invitation_mail_status: 'bounced' as const,
      invitation_mail_detail: '550 no',
      invitation_mail_at: ago(1),
    };
    expect(toUser(row({ ...invited, ...mail })).invitation).toMatchObject({
      status: 'pending',
      mail: { status: 'bounced', detail: '550 no' },
    });
  });
});
