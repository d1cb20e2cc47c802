import { describe, expect, it } from '@jest/globals';
import { defaultPermissions, type PlanName, type Role } from '#contracts';
import { judgeRow, placeIndex } from './import-row.js';

const [team, twin, mailbox] = [1, 2, 3].map((n) => `01890a5d-ac96-774b-bcce-00000000000${n}`) as [
  string,
  string,
  string,
];
const places = {
  teams: placeIndex([
    { id: team, name: 'First Línea' },
    { id: twin, name: 'Twin' },
    { id: mailbox, name: 'twin' },
  ]),
  mailboxes: placeIndex([{ id: mailbox, name: 'Help', email: 'help@people.example' }]),
};
const actorWith = (role: Role, plan: PlanName = 'plus') => ({
  id: 'x',
  role,
  plan,
  roleDefaults: {},
  permissions: defaultPermissions[role],
});
const person = { firstName: 'Ada', lastName: 'Byron', email: 'Ada@People.example' };
const judge = (row: object, actor = actorWith('administrator')) => judgeRow({ ...person, ...row }, { places, actor });
const faultsOf = (row: object, actor = actorWith('administrator')) => {
  const verdict = judge(row, actor);
  return 'faults' in verdict ? verdict.faults.map(({ path, code }) => `${path}:${code}`) : [];
};

describe('a row', () => {
  it('becomes a user, not invited unless it says so', () => {
    expect(judge({})).toMatchObject({ wanted: { email: 'ada@people.example', role: 'user', sendInvite: false } });
    expect(judge({ role: 'Admin', sendInvite: 'Yes' })).toMatchObject({
      wanted: { role: 'administrator', sendInvite: true },
    });
  });

  it('names places by name, address or id', () => {
    expect(judge({ teams: ['first linea', team], mailboxes: ['help@people.example'] })).toMatchObject({
      wanted: { teamIds: [team], mailboxIds: [mailbox] },
    });
    expect(faultsOf({ teams: ['Nowhere', 'Twin'] })).toEqual(['teams:unknown_id', 'teams:ambiguous']);
  });

  it('names no mailboxes and none apart: administrators get all only in the first case', () => {
    const wanted = (row: object) => Object.entries(judge(row)).map(([, user]: [string, object]) => user);
    expect(wanted({ role: 'admin' })[0]).not.toHaveProperty('mailboxIds');
    expect(wanted({ role: 'admin', mailboxes: [] })[0]).toHaveProperty('mailboxIds', []);
  });

  it('says everything that is wrong with it, by column', () => {
    const faults = faultsOf({
      firstName: '',
      email: 'nobody',
      role: 'king',
      timezone: 'Moon/Base',
      sendInvite: 'perhaps',
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort((a = '', b = '') => a.localeCompare(b))).toEqual([
      'email',
      'firstName',
      'role',
      'sendInvite',
      'timezone',
    ]);
  });

  it('follows rights and plan of who imports', () => {
    expect(faultsOf({ role: 'owner' })).toEqual(['role:invalid_value']);
    expect(faultsOf({ role: 'administrator' }, { ...actorWith('user'), permissions: ['users.manage'] })).toEqual([
      'role:forbidden',
    ]);
    expect(faultsOf({ role: 'light user' }, actorWith('administrator', 'standard'))).toEqual(['role:plan_required']);
    expect(faultsOf({ teams: [team] }, actorWith('administrator', 'standard'))).toEqual(['teams:plan_required']);
    expect(faultsOf({ teams: [team], role: 'light user' })).toEqual(['teams:role']);
  });
});
