// Real: PostgreSQL with the migrations, as the service's own role. Fake: pushes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { defaultPermissions, permissions, type Permission } from '#contracts';
import { codeOf, PolicyStage, type Cast } from '../testing/policy-stage.js';

let stage: PolicyStage;
let cast: Cast;

beforeAll(async () => {
  stage = await PolicyStage.open();
  cast = await stage.account();
});

afterAll(async () => {
  await stage?.test.close();
});

const get = (actor: string, target: string, of = cast) =>
  stage.as(of, actor, (caller) => stage.permissions.get(caller, target));
const set = (actor: string, target: string, granted: Permission[] | null, of = cast) =>
  stage.as(of, actor, (caller) =>
    stage.permissions.set(caller, target, granted === null ? { mode: 'default' } : { mode: 'custom', granted }),
  );
const setRole = (
  role: 'administrator' | 'user' | 'light_user',
  chosen: Permission[] | null,
  of = cast,
  actor = of.owner,
) => stage.as(of, actor, (caller) => stage.roles.set(caller, { role, permissions: chosen }));
const roles = (actor: string, of = cast) => stage.as(of, actor, (caller) => stage.roles.list(caller));

describe('permissions of one person', () => {
  it('follow the role until something is chosen, and again afterwards', async () => {
    expect(await get(cast.user, cast.user)).toEqual({
      mode: 'default',
      granted: [],
      effective: [...defaultPermissions.user],
    });
    const chosen = await set(cast.owner, cast.user, ['reports.export', 'threads.edit']);
    const expected: Permission[] = ['threads.edit', 'reports.export'];
    expect(chosen).toEqual({ mode: 'custom', granted: expected, effective: expected });
    expect(await get(cast.administrator, cast.user)).toEqual(chosen);
    expect((await set(cast.owner, cast.user, null)).mode).toBe('default');
  });

  it('count at the next thing the person does', async () => {
    expect(await codeOf(roles(cast.user))).toBe('forbidden');
    await set(cast.owner, cast.user, ['users.manage']);
    expect(await codeOf(roles(cast.user))).toBe('done');
    expect(stage.sent).toContainEqual({ subject: 'push.user.changed', accountId: cast.accountId });
    await set(cast.owner, cast.user, null);
    expect(await codeOf(roles(cast.user))).toBe('forbidden');
  });

  it('are told by an event and written down, and only when they change', async () => {
    const fresh = await stage.account();
    for (let n = 0; n < 2; n += 1) await set(fresh.owner, fresh.user, ['docs.manage'], fresh);
    expect(await stage.events(fresh.accountId)).toEqual([
      {
        type: 'user.permissions_changed',
        sequence: 2,
        data: { userId: fresh.user, granted: ['docs.manage'] },
      },
    ]);
    expect(await stage.log(fresh.accountId)).toEqual([
      {
        action: 'user.permissions_changed',
        actor_id: fresh.owner,
        change: { permissions: { before: null, after: ['docs.manage'] } },
      },
    ]);
  });

  it('are seen by oneself and by those who manage users', async () => {
    expect(await codeOf(get(cast.light, cast.light))).toBe('done');
    expect(await codeOf(get(cast.light, cast.user))).toBe('forbidden');
    expect(await codeOf(get(cast.user, uuidv7()))).toBe('forbidden');
    expect(await codeOf(get(cast.administrator, uuidv7()))).toBe('not_found');
  });

  it('of another account are unknown', async () => {
    const other = await stage.account();
    expect(await codeOf(get(cast.owner, other.user))).toBe('not_found');
    expect(await codeOf(set(cast.owner, other.user, []))).toBe('not_found');
  });

  it('are chosen by the matrix', async () => {
    const outcomes = async (actor: string) => [
      await codeOf(set(actor, cast.owner, [])),
      await codeOf(set(actor, cast.another, null)),
      await codeOf(set(actor, cast.user, null)),
      await codeOf(set(actor, cast.light, null)),
      await codeOf(set(actor, actor, null)),
    ];
    expect(await outcomes(cast.owner)).toEqual(['last_owner', 'done', 'done', 'done', 'last_owner']);
    expect(await outcomes(cast.administrator)).toEqual(['forbidden', 'forbidden', 'done', 'done', 'forbidden']);
    expect(new Set(await outcomes(cast.user))).toEqual(new Set(['forbidden']));
    expect(new Set(await outcomes(cast.light))).toEqual(new Set(['forbidden']));
  });

  it('are chosen by nobody who is a user, who is told so of unknown people, too', async () => {
    await set(cast.owner, cast.user, ['users.manage']);
    expect(await codeOf(set(cast.user, uuidv7(), null))).toBe('forbidden');
    expect(await codeOf(set(cast.user, cast.light, null))).toBe('forbidden');
    await set(cast.owner, cast.user, null);
  });

  it('never hold what does not go with the role', async () => {
    expect(await codeOf(set(cast.owner, cast.light, ['threads.edit']))).toBe('invalid_request');
    expect(await codeOf(set(cast.owner, cast.another, ['account.billing']))).toBe('invalid_request');
    const allowed: Permission[] = ['reports.view', 'reports.export', 'report_views.manage', 'messages.manage'];
    expect((await set(cast.administrator, cast.light, allowed)).granted).toEqual(allowed);
    await set(cast.owner, cast.light, null);
  });

  it('are never given by who lacks them', async () => {
    await set(cast.owner, cast.another, ['users.manage', 'threads.edit']);
    expect(await codeOf(set(cast.another, cast.user, ['threads.edit']))).toBe('done');
    expect(await codeOf(set(cast.another, cast.user, ['threads.edit', 'docs.manage']))).toBe('forbidden');
    // Going back to the default would give what the actor lacks, too.
    expect(await codeOf(set(cast.another, cast.user, null))).toBe('forbidden');
    await set(cast.owner, cast.another, null);
    await set(cast.owner, cast.user, null);
  });

  it('end with the role they were chosen for', async () => {
    const fresh = await stage.account();
    await set(
      fresh.owner,
      fresh.another,
      permissions.filter((one) => one !== 'account.billing'),
      fresh,
    );
    await stage.as(fresh, fresh.owner, (caller) =>
      stage.updates.update(caller, { userId: fresh.another, changes: { role: 'user' } }),
    );
    expect(await get(fresh.another, fresh.another, fresh)).toEqual({
      mode: 'default',
      granted: [],
      effective: [...defaultPermissions.user],
    });
  });

  it('need the plan', async () => {
    const small = await stage.account('standard');
    await expect(set(small.owner, small.user, ['docs.manage'], small)).rejects.toMatchObject({
      code: 'plan_required',
      details: { plan: 'plus' },
    });
  });
});

describe('a change of role', () => {
  const change = (actor: string, userId: string, role: 'administrator' | 'user' | 'light_user', of: Cast) =>
    stage.as(of, actor, (caller) => stage.updates.update(caller, { userId, changes: { role } }));

  it('discards what was chosen for somebody, so it takes who may choose it', async () => {
    const fresh = await stage.account();
    await set(fresh.owner, fresh.another, ['users.manage'], fresh);
    expect(await codeOf(change(fresh.administrator, fresh.another, 'user', fresh))).toBe('forbidden');
    expect(await get(fresh.owner, fresh.another, fresh)).toMatchObject({ mode: 'custom', granted: ['users.manage'] });
    expect(await codeOf(change(fresh.owner, fresh.another, 'user', fresh))).toBe('done');
    await set(fresh.administrator, fresh.another, ['users.manage'], fresh);
    await set(fresh.administrator, fresh.user, ['users.manage', 'threads.edit'], fresh);
    expect(await codeOf(change(fresh.another, fresh.user, 'light_user', fresh))).toBe('forbidden');
    expect(await codeOf(change(fresh.administrator, fresh.user, 'light_user', fresh))).toBe('done');
  });

  it('of an administrator who follows the role is any administrator’s to make', async () => {
    const fresh = await stage.account();
    await set(fresh.owner, fresh.another, ['users.manage'], fresh);
    await set(fresh.owner, fresh.another, null, fresh);
    expect(await codeOf(change(fresh.administrator, fresh.another, 'user', fresh))).toBe('done');
  });
});

describe('permissions of a role', () => {
  it('are the owner’s to choose, and count at once for all who follow the role', async () => {
    const fresh = await stage.account();
    expect(await codeOf(setRole('user', [], fresh, fresh.administrator))).toBe('owner_required');
    const setting = await setRole('user', ['docs.edit', 'threads.edit', 'users.manage'], fresh);
    expect(setting).toMatchObject({
      role: 'user',
      permissions: ['users.manage', 'threads.edit', 'docs.edit'],
      chosen: ['users.manage', 'threads.edit', 'docs.edit'],
      people: { total: 1, custom: 0 },
    });
    expect(await codeOf(roles(fresh.user, fresh))).toBe('done');
    const reset = await setRole('user', null, fresh);
    expect([reset.chosen, reset.permissions]).toEqual([null, [...defaultPermissions.user]]);
    expect(await codeOf(roles(fresh.user, fresh))).toBe('forbidden');
    const events = await stage.events(fresh.accountId);
    expect(events.map(({ type, sequence, data }) => [type, sequence, data['permissions']])).toEqual([
      ['account.role_permissions_changed', 2, ['users.manage', 'threads.edit', 'docs.edit']],
      ['account.role_permissions_changed', 3, null],
    ]);
    expect(stage.sent).toContainEqual({ subject: 'push.account.changed', accountId: fresh.accountId });
  });

  it('do not touch who has their own', async () => {
    const fresh = await stage.account();
    await set(fresh.owner, fresh.user, ['docs.manage'], fresh);
    await setRole('user', [], fresh);
    expect((await get(fresh.user, fresh.user, fresh)).effective).toEqual(['docs.manage']);
    const { items } = await roles(fresh.owner, fresh);
    expect(items.map(({ role, people }) => [role, people.total, people.custom])).toEqual([
      ['owner', 1, 0],
      ['administrator', 2, 0],
      ['user', 1, 1],
      ['light_user', 1, 0],
    ]);
  });

  it('hold only what goes with the role', async () => {
    expect(await codeOf(setRole('light_user', ['docs.edit']))).toBe('invalid_request');
    expect(await codeOf(setRole('administrator', ['account.billing']))).toBe('invalid_request');
  });

  it('need the plan', async () => {
    const small = await stage.account('free');
    expect(await codeOf(setRole('user', [], small))).toBe('plan_required');
  });

  it('of twenty changes at once are each told in order', async () => {
    const fresh = await stage.account();
    const choices: Permission[] = ['docs.edit', 'docs.manage'];
    await Promise.all(Array.from({ length: 20 }, (_, n) => setRole('user', [choices[n % 2] ?? 'docs.edit'], fresh)));
    const log = await stage.log(fresh.accountId);
    const steps = log.map(({ change }) => change['permissions.user'] as { before: unknown; after: unknown });
    for (const [index, step] of steps.entries()) expect(step.before ?? null).toEqual(steps[index - 1]?.after ?? null);
    const versions = (await stage.events(fresh.accountId)).map(({ sequence }) => sequence);
    expect(new Set(versions).size).toBe(versions.length);
  });
});
