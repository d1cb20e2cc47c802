import { describe, expect, it } from '@jest/globals';
import { CreateUserBody } from '#contracts';
import { detailFaults, emptyDraft, requestOf, stepOfField, stepsFor } from './draft.js';

const team = '01890a5d-ac96-774b-bcce-b302099a8057';
const mailbox = '01890a5d-ac96-774b-bcce-b302099a8058';
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
    const request = requestOf(draft, stepsFor({ role: 'user', hasTeams: true }));
    expect(CreateUserBody.safeParse(request).success).toBe(true);
    expect(request).toMatchObject({ email: 'ingrid@example.com', teamIds: [team], mailboxIds: [mailbox] });
    expect(request).not.toHaveProperty('jobTitle');
  });

  it('names no mailboxes for administrators and no teams for light users', () => {
    expect(requestOf({ ...draft, role: 'administrator' }, ['details', 'mailboxes'])).not.toHaveProperty('mailboxIds');
    expect(requestOf({ ...draft, role: 'light_user' }, ['details', 'mailboxes'])).not.toHaveProperty('teamIds');
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
