import { describe, expect, it } from '@jest/globals';
import type { NotificationPreferences } from '../../api/types.js';
import { withEvent, withTeamEvent } from './notification-words.js';

const teamId = '01890a5d-ac96-774b-bcce-b302099a8057';
const silent = { email: false, browser: false, mobile: false };
const none: NotificationPreferences = {
  preferences: {
    'conversation.created': silent,
    'conversation.assigned_to_me': silent,
    'conversation.assigned_to_other': silent,
    'conversation.followed_updated': silent,
    'mention.me': silent,
    'customer.replied.unassigned': silent,
    'customer.replied.mine': silent,
    'customer.replied.other': silent,
    'user.replied.unassigned': silent,
    'user.replied.mine': silent,
    'user.replied.other': silent,
  },
  teams: {
    [teamId]: {
      'team.assigned': silent,
      'team.mentioned': silent,
      'team.customer_replied': silent,
      'team.user_replied': silent,
    },
  },
};

describe('withEvent', () => {
  it('changes one box', () => {
    const after = withEvent(none, { event: 'mention.me', channel: 'mobile', on: true });
    expect(after.preferences['mention.me']).toEqual({ email: false, browser: false, mobile: true });
    expect({ ...after.preferences, 'mention.me': none.preferences['mention.me'] }).toEqual(none.preferences);
    expect(after.teams).toEqual(none.teams);
  });
});

describe('withTeamEvent', () => {
  it('changes one box of one team', () => {
    const after = withTeamEvent(none, { teamId, event: 'team.assigned', channel: 'email', on: true });
    expect(after.teams[teamId]?.['team.assigned']).toEqual({ email: true, browser: false, mobile: false });
    expect(after.preferences).toEqual(none.preferences);
  });

  it('leaves unknown teams out', () => {
    expect(withTeamEvent(none, { teamId: 'x', event: 'team.assigned', channel: 'email', on: true })).toBe(none);
  });
});
