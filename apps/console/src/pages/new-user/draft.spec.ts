import { describe, expect, it } from '@jest/globals';
import { CreateUserBody } from '#contracts';
import {
  detailFaults,
  emptyDraft,
  isDraft,
  isTicked,
  requestOf,
  stepOfField,
  stepShown,
  stepsFor,
  tick,
} from './draft.js';

const team = '01890a5d-ac96-774b-bcce-b302099a8057';
const mailbox = '01890a5d-ac96-774b-bcce-b302099a8058';
const another = '01890a5d-ac96-774b-bcce-b302099a8059';
const places = { teams: [{ id: team }], mailboxes: [{ id: mailbox }, { id: another }] };
const draft = {
  ...emptyDraft,
  firstName: 'Ingrid',
  lastName: 'Solberg',
  email: ' ingrid@example.com ',
  teamIds: [team],
  mailboxIds: [mailbox],
};

describe('stepsFor', () => {
  it('asks for teams only where there are any to be on', () => {
    expect(stepsFor({ role: 'user', hasTeams: true })).toEqual(['details', 'teams', 'mailboxes']);
    expect(stepsFor({ role: 'light_user', hasTeams: true })).toEqual(['details', 'mailboxes']);
    expect(stepsFor({ role: 'administrator', hasTeams: false })).toEqual(['details', 'mailboxes']);
  });
});

describe('requestOf', () => {
  it('is what the contract takes', () => {
    const request = requestOf(draft, stepsFor({ role: 'user', hasTeams: true }), places);
    expect(CreateUserBody.safeParse(request).success).toBe(true);
    expect(request).toMatchObject({ email: 'ingrid@example.com', teamIds: [team], mailboxIds: [mailbox] });
    expect(request).not.toHaveProperty('jobTitle');
  });

  it('names nothing that went meanwhile', () => {
    const request = requestOf(draft, ['details', 'teams', 'mailboxes'], { teams: [], mailboxes: [] });
    expect(request).toMatchObject({ teamIds: [], mailboxIds: [] });
  });

  it('names no teams for light users', () => {
    const request = requestOf({ ...draft, role: 'light_user' }, ['details', 'mailboxes'], places);
    expect(request).not.toHaveProperty('teamIds');
  });

  it('names mailboxes of administrators only where some are withheld', () => {
    const administrator = { ...draft, role: 'administrator' as const };
    expect(requestOf(administrator, ['details', 'mailboxes'], places)).not.toHaveProperty('mailboxIds');
    const without = { ...administrator, ...tick(administrator, mailbox, false) };
    expect(requestOf(without, ['details', 'mailboxes'], places).mailboxIds).toEqual([another]);
    const none = { ...without, ...tick(without, another, false) };
    expect(requestOf(none, ['details', 'mailboxes'], places).mailboxIds).toEqual([]);
  });
});

describe('ticks', () => {
  it('are set beforehand for administrators, and go back and forth with the role', () => {
    const administrator = { ...draft, role: 'administrator' as const, mailboxIds: [] };
    expect([isTicked(administrator, mailbox), isTicked(administrator, another)]).toEqual([true, true]);
    const without = { ...administrator, ...tick(administrator, mailbox, false) };
    expect([isTicked(without, mailbox), isTicked(without, another)]).toEqual([false, true]);
    expect(isTicked({ ...without, role: 'user' }, another)).toBe(false);
    const again = { ...without, ...tick(without, mailbox, true) };
    expect(isTicked(again, mailbox)).toBe(true);
  });
});

describe('detailFaults', () => {
  it('asks for what is missing', () => {
    expect(Object.keys(detailFaults(emptyDraft))).toEqual(['firstName', 'lastName', 'email']);
    expect(detailFaults(draft)).toEqual({});
  });
});

describe('stepOfField', () => {
  it('knows where each field stands', () => {
    expect(['email', 'role', 'teamIds', 'mailboxIds'].map(stepOfField)).toEqual([
      'details',
      'details',
      'teams',
      'mailboxes',
    ]);
  });
});

describe('stepShown', () => {
  const all = stepsFor({ role: 'user', hasTeams: true });

  it('is what the address asks for, once the details are there', () => {
    expect([null, 'teams', 'mailboxes', 'king'].map((wanted) => stepShown(wanted, all, draft))).toEqual([
      'details',
      'teams',
      'mailboxes',
      'details',
    ]);
    expect(stepShown('mailboxes', all, emptyDraft)).toBe('details');
  });

  it('goes on where there are no teams any more', () => {
    expect(stepShown('teams', ['details', 'mailboxes'], { ...draft, role: 'light_user' })).toBe('mailboxes');
  });
});

describe('isDraft', () => {
  it('knows a kept draft from what is none', () => {
    expect(isDraft(JSON.parse(JSON.stringify(draft)))).toBe(true);
    const { jobTitle: _gone, ...older } = draft;
    for (const other of [undefined, null, 'text', [], older, { ...draft, role: 'owner' }, { ...draft, teamIds: [1] }]) {
      expect(isDraft(other)).toBe(false);
    }
  });
});
