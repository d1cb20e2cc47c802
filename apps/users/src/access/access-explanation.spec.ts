import { describe, expect, it } from '@jest/globals';
import type { AccessReason, Permission } from '#contracts';
import { explainMailbox, explainPermission, type Explained } from './access-explanation.js';

const person = (fields: Partial<Explained> = {}): Explained => ({
  role: 'user',
  custom: null,
  suspended: false,
  plan: 'plus',
  roleDefaults: {},
  ...fields,
});

describe('a permission', () => {
  const tags: Permission[] = ['tags.manage'];
  const role: AccessReason = { kind: 'role_default', name: 'user' };

  it.each<[string, Partial<Explained>, Permission, boolean, AccessReason[]]>([
    ['comes from the role', {}, 'threads.edit', true, [role]],
    ['is not in the role', {}, 'tags.manage', false, [role]],
    ['is the owner’s', { role: 'owner' }, 'account.billing', true, [{ kind: 'owner' }]],
    ['comes from the set of the person', { custom: tags }, 'tags.manage', true, [{ kind: 'custom_set' }]],
    ['is taken by the set of the person', { custom: tags }, 'threads.edit', false, [{ kind: 'custom_set' }]],
    [
      'comes from the account',
      { roleDefaults: { user: tags } },
      'tags.manage',
      true,
      [{ kind: 'account_default', name: 'user' }],
    ],
    [
      'in the set comes before the account',
      { custom: tags, roleDefaults: { user: [] } },
      'tags.manage',
      true,
      [{ kind: 'custom_set' }],
    ],
    [
      'is not given by a set that the plan ignores',
      { custom: tags, plan: 'standard' },
      'tags.manage',
      false,
      [role, { kind: 'plan', name: 'standard' }],
    ],
    [
      'is of no use without the plan',
      { role: 'owner', plan: 'free' },
      'teams.manage',
      false,
      [{ kind: 'plan', name: 'free' }],
    ],
    [
      'to use the API is of no use without keys',
      { plan: 'free' },
      'api.access',
      false,
      [{ kind: 'plan', name: 'free' }],
    ],
    [
      'rests during suspension',
      { role: 'administrator', suspended: true },
      'users.manage',
      false,
      [{ kind: 'suspended' }],
    ],
  ])('%s', (_what, fields, permission, allowed, because) => {
    expect(explainPermission(person(fields), permission)).toEqual({ allowed, because });
  });
});

describe('a mailbox', () => {
  const direct: AccessReason = { kind: 'direct_grant' };
  const team: AccessReason = { kind: 'team_grant', id: '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b', name: 'First line' };

  it.each<[string, Partial<Explained>, AccessReason[], boolean, AccessReason[]]>([
    ['is not granted', {}, [], false, [{ kind: 'not_granted' }]],
    ['is granted twice', {}, [direct, team], true, [direct, team]],
    ['is the owner’s in any case', { role: 'owner' }, [team], true, [{ kind: 'owner' }, team]],
    ['rests during suspension', { suspended: true }, [direct], false, [{ kind: 'suspended' }]],
    [
      'is not given by a team on a plan without teams',
      { plan: 'standard' },
      [team],
      false,
      [
        { kind: 'plan', name: 'standard' },
        { ...team, kind: 'team_grant_paused' },
      ],
    ],
    ['is given by the grant alone on a plan without teams', { plan: 'free' }, [direct, team], true, [direct]],
    ['is the owner’s on any plan', { role: 'owner', plan: 'free' }, [team], true, [{ kind: 'owner' }]],
  ])('%s', (_what, fields, grants, allowed, because) => {
    expect(explainMailbox(person(fields), grants)).toEqual({ allowed, because });
  });
});
