import { featureWords, givablePermissions, permissionCatalogue } from '../permission-catalogue.js';
import { defaultPermissions } from '../roles.js';
import type { RouteNote } from './route-notes.js';

const at = '2026-11-24T08:00:00.000Z';
const transfer = {
  userId: '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a',
  requestedBy: '01890a5d-ac96-774b-bcce-b302099a8057',
  requestedAt: at,
  expiresAt: '2026-12-01T08:00:00.000Z',
};
const role = {
  role: 'user',
  permissions: defaultPermissions.user,
  builtIn: defaultPermissions.user,
  chosen: null,
  givable: givablePermissions.user,
  people: { total: 12, custom: 2 },
};
const granted = ['threads.edit', 'reports.view', 'reports.export'];
const account = {
  id: '01890a5d-ac96-7f30-8c4d-2e5f6a7b8c9d',
  name: 'Analytical Engines',
  plan: 'plus',
  timezone: 'Europe/Berlin',
  timeFormat: '24h',
  locale: 'en',
  security: { requireTwoFactor: 'managers', sessionIdleDays: 14, sessionMaxDays: 60, allowedIpRanges: [] },
  createdAt: at,
  updatedAt: at,
};
const teams = (text: string) => ({ feature: 'teams', text, count: 3 });

/** Notes on roles, permissions, plans and the account. */
export const policyNotes: Readonly<Record<string, RouteNote>> = {
  'permissions.list': {
    answers: {
      200: {
        groups: [{ id: 'reports', name: 'Reports' }],
        items: [
          {
            id: 'reports.export',
            ...permissionCatalogue['reports.export'],
            givableTo: ['administrator', 'user', 'light_user'],
          },
        ],
      },
    },
  },
  'plans.list': {
    answers: {
      200: {
        items: [
          { name: 'standard', title: 'Standard', aliases: [], features: ['api_keys'], limits: { lightUsers: 0 } },
        ],
      },
    },
  },
  'roles.list': { answers: { 200: { items: [role] } } },
  'roles.setPermissions': {
    description:
      'Counts from the next request of everybody who has the role and no permissions of their own. Plans without custom permissions keep the choice, and follow the built-in set.',
    body: { permissions: defaultPermissions.user },
    answers: { 200: { ...role, chosen: defaultPermissions.user } },
  },
  'users.permissions': { answers: { 200: { mode: 'custom', granted, effective: granted } } },
  'users.setPermissions': {
    description:
      'Nobody gives what they lack, nobody changes their own, and the owner always has all. A change of the role goes back to default.',
    body: { mode: 'custom', granted },
    answers: { 200: { mode: 'custom', granted, effective: granted } },
  },
  'account.get': { answers: { 200: account } },
  'account.update': {
    description: 'Ranges in `allowedIpRanges` must hold the address that this request comes from.',
    body: { name: 'Analytical Engines' },
    answers: { 200: account },
  },
  'account.planPreview': {
    body: { plan: 'standard' },
    answers: {
      200: {
        from: 'plus',
        to: 'standard',
        starts: [],
        stops: [teams(featureWords.teams.stops)],
        stays: [teams(featureWords.teams.stays)],
        lightUsers: { used: 2, includedNow: 25, includedThen: 0 },
      },
    },
  },
  'account.requestOwnershipTransfer': { body: { userId: transfer.userId }, answers: { 201: transfer } },
  'account.ownershipTransfer': { answers: { 200: transfer } },
};
