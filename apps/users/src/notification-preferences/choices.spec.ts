import { describe, expect, it } from '@jest/globals';
import { SetNotificationPreferencesBody, notificationEvents, teamNotificationEvents } from '#contracts';
import { choicesFrom, effectiveSet } from './choices.js';

const nothing = { personal: {}, teams: {} };
const on = { email: true, browser: true, mobile: false };
const off = { email: false, browser: false, mobile: false };
const team = '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b';

describe('the defaults', () => {
  it('are on for what concerns oneself, by email and browser', () => {
    const { preferences, teams } = effectiveSet(nothing, [team]);
    const noticed = notificationEvents.filter((event) => preferences[event].email);
    expect(noticed).toEqual([
      'conversation.assigned_to_me',
      'conversation.followed_updated',
      'mention.me',
      'customer.replied.mine',
      'user.replied.mine',
    ]);
    for (const event of notificationEvents) expect(preferences[event]).toEqual(noticed.includes(event) ? on : off);
    for (const event of teamNotificationEvents) expect(teams[team]?.[event]).toEqual(off);
  });
});

describe('choices', () => {
  it('are kept where they differ, channel by channel', () => {
    const preferences = {
      'mention.me': { email: true, browser: false, mobile: true },
      'conversation.created': off,
      'user.replied.mine': on,
    };
    const choices = choicesFrom({ preferences, teams: { [team]: { 'team.assigned': on, 'team.mentioned': off } } });
    expect(choices).toEqual({
      personal: { 'mention.me': { browser: false, mobile: true } },
      teams: { [team]: { 'team.assigned': { email: true, browser: true } } },
    });
    const effective = effectiveSet(choices, [team]);
    expect(effective.preferences).toMatchObject(preferences);
    expect(effective.teams[team]).toMatchObject({ 'team.assigned': on, 'team.mentioned': off });
  });

  it('show nothing of teams that one is not on', () => {
    const choices = { personal: {}, teams: { [team]: { 'team.assigned': { email: true } } } };
    expect(effectiveSet(choices, []).teams).toEqual({});
  });
});

describe('what can be chosen', () => {
  const accepts = (body: unknown) => SetNotificationPreferencesBody.safeParse(body).success;

  it.each([
    [{}],
    [{ preferences: {} }],
    [{ preferences: { 'mention.me': on }, teams: { [team]: { 'team.assigned': off } } }],
  ])('%j', (body) => {
    expect(accepts(body)).toBe(true);
  });

  it.each([
    [{ preferences: { 'mention.you': on } }],
    [{ preferences: { 'team.assigned': on } }],
    [{ preferences: { 'mention.me': { email: true } } }],
    [{ preferences: { 'mention.me': { ...on, pager: true } } }],
    [{ preferences: { 'mention.me': { ...on, email: 'yes' } } }],
    [{ preferences: null }],
    [{ teams: { 'not-an-id': {} } }],
    [{ teams: { [team]: { 'mention.me': on } } }],
    [{ userId: team }],
    [[]],
  ])('not %j', (body) => {
    expect(accepts(body)).toBe(false);
  });
});
