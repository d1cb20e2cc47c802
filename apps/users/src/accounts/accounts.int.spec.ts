// Real: PostgreSQL with the migrations, as the service's own role. Fake: pushes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { UpdateAccountBody } from '#contracts';
import { codeOf, PolicyStage, type Cast } from '../testing/policy-stage.js';

let stage: PolicyStage;

beforeAll(async () => {
  stage = await PolicyStage.open();
});

afterAll(async () => {
  await stage?.test.close();
});

const update = (
  cast: Cast,
  userId: string,
  changes: Record<string, unknown>,
  { ip = '203.0.113.9', expectedVersion }: { ip?: string; expectedVersion?: number } = {},
) =>
  stage.as(
    cast,
    userId,
    (caller) =>
      stage.settings.update(caller, {
        changes: UpdateAccountBody.parse(changes),
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      }),
    { ip },
  );

describe('settings of an account', () => {
  it('change by those with account.settings, each kind told by an event of its own version', async () => {
    const cast = await stage.account();
    const { account, version } = await update(cast, cast.administrator, {
      name: 'Harbour  & Pine',
      timezone: 'Asia/Tokyo',
      security: { requireTwoFactor: 'everyone', allowedIpRanges: ['203.0.113.77/24', '2001:DB8::/48'] },
    });
    expect([account.name, account.timezone, version]).toEqual(['Harbour & Pine', 'Asia/Tokyo', 3]);
    const security = {
      requireTwoFactor: 'everyone',
      sessionIdleDays: 14,
      sessionMaxDays: 60,
      allowedIpRanges: ['203.0.113.0/24', '2001:db8::/48'],
    };
    expect(account.security).toEqual(security);
    expect(await stage.settings.security(cast.accountId)).toEqual(security);
    expect(await stage.events(cast.accountId)).toEqual([
      { type: 'account.updated', sequence: 2, data: { changed: ['name', 'timezone'] } },
      { type: 'account.security_changed', sequence: 3, data: security },
    ]);
    const [entry] = await stage.log(cast.accountId);
    expect(entry).toMatchObject({
      action: 'account.updated',
      actor_id: cast.administrator,
      change: {
        name: { before: 'Elsewhere', after: 'Harbour & Pine' },
        requireTwoFactor: { before: 'none', after: 'everyone' },
      },
    });
    expect(stage.sent.filter(({ accountId }) => accountId === cast.accountId)).toContainEqual({
      subject: 'push.account.changed',
      accountId: cast.accountId,
    });
  });

  it('stay as they are when nothing differs', async () => {
    const cast = await stage.account();
    const { version } = await update(cast, cast.owner, { name: 'Elsewhere', security: { sessionIdleDays: 14 } });
    expect([version, await stage.events(cast.accountId), await stage.log(cast.accountId)]).toEqual([1, [], []]);
  });

  it('are nobody else’s', async () => {
    const cast = await stage.account();
    for (const userId of [cast.user, cast.light]) {
      expect(await codeOf(update(cast, userId, { name: 'Mine' }))).toBe('forbidden');
      expect(await codeOf(update(cast, userId, { plan: 'free' }))).toBe('forbidden');
      expect(await codeOf(stage.as(cast, userId, (caller) => stage.settings.get(caller)))).toBe('forbidden');
    }
    expect(await stage.log(cast.accountId)).toEqual([]);
  });

  it('notice a concurrent change', async () => {
    const cast = await stage.account();
    await update(cast, cast.owner, { name: 'First' }, { expectedVersion: 1 });
    expect(await codeOf(update(cast, cast.owner, { name: 'Second' }, { expectedVersion: 1 }))).toBe('stale');
  });

  it('let one of twenty who read the same version change it', async () => {
    const cast = await stage.account();
    const attempts = Array.from({ length: 20 }, (_, n) =>
      codeOf(
        update(cast, n % 2 === 0 ? cast.owner : cast.administrator, { name: `Name ${n}` }, { expectedVersion: 1 }),
      ),
    );
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'stale')).toHaveLength(19);
    expect(await stage.events(cast.accountId)).toHaveLength(1);
  });

  it('do not let sessions idle longer than they live', async () => {
    const cast = await stage.account();
    const failure = update(cast, cast.owner, { security: { sessionIdleDays: 30, sessionMaxDays: 7 } });
    await expect(failure).rejects.toMatchObject({
      code: 'invalid_request',
      details: { errors: [{ path: 'security.sessionIdleDays' }] },
    });
    await expect(update(cast, cast.owner, { security: { sessionMaxDays: 3 } })).rejects.toMatchObject({
      details: { errors: [{ path: 'security.sessionMaxDays' }] },
    });
  });

  it('let nobody lock themselves out', async () => {
    const cast = await stage.account();
    const range = { security: { allowedIpRanges: ['198.51.100.0/24'] } };
    expect(await codeOf(update(cast, cast.owner, range))).toBe('own_address_excluded');
    expect(await codeOf(update(cast, cast.owner, range, { ip: '' }))).toBe('own_address_excluded');
    expect(await codeOf(update(cast, cast.owner, range, { ip: '::ffff:198.51.100.8' }))).toBe('done');
    expect(await codeOf(update(cast, cast.owner, { security: { allowedIpRanges: [] } }))).toBe('done');
  });
});

describe('the plan', () => {
  it('is the owner’s alone, with a preview of what changes', async () => {
    const cast = await stage.account();
    expect(await codeOf(update(cast, cast.administrator, { plan: 'company' }))).toBe('owner_required');
    const preview = (userId: string) => stage.as(cast, userId, (caller) => stage.plans.preview(caller, 'free'));
    expect(await codeOf(preview(cast.administrator))).toBe('owner_required');
    const { stops, lightUsers } = await preview(cast.owner);
    expect(stops.map(({ feature, count }) => [feature, count])).toEqual([
      ['teams', 1],
      ['custom_permissions', 0],
      ['light_users', 1],
      ['api_keys', null],
    ]);
    expect(lightUsers).toEqual({ used: 1, includedNow: 25, includedThen: 0 });
  });

  it('takes pro for company', async () => {
    const cast = await stage.account();
    expect((await update(cast, cast.owner, { plan: 'pro' })).account.plan).toBe('company');
    expect((await stage.events(cast.accountId))[0]).toMatchObject({
      type: 'account.plan_changed',
      data: { from: 'plus', to: 'company' },
    });
  });

  it('down and up again keeps everything, and stops what it lacks meanwhile', async () => {
    const cast = await stage.account();
    const set = (granted: ['docs.manage']) =>
      stage.as(cast, cast.owner, (caller) => stage.permissions.set(caller, cast.user, { mode: 'custom', granted }));
    const effective = async () =>
      (await stage.as(cast, cast.user, (caller) => stage.permissions.get(caller, cast.user))).effective;
    await set(['docs.manage']);
    await update(cast, cast.owner, { plan: 'free' });
    expect(await effective()).toEqual(['threads.edit', 'reports.view', 'docs.edit', 'api.access']);
    expect(await codeOf(set(['docs.manage']))).toBe('plan_required');
    const toLight = (caller: Parameters<Parameters<PolicyStage['as']>[2]>[0]) =>
      stage.updates.update(caller, { userId: cast.user, changes: { role: 'light_user' } });
    expect(await codeOf(stage.as(cast, cast.owner, toLight))).toBe('plan_required');
    const light = await stage.rows('SELECT FROM users WHERE account_id = $1 AND role = $2', [
      cast.accountId,
      'light_user',
    ]);
    const teams = await stage.rows('SELECT FROM team_members WHERE account_id = $1', [cast.accountId]);
    expect([light.length, teams.length]).toEqual([1, 1]);
    await update(cast, cast.owner, { plan: 'plus' });
    expect(await effective()).toEqual(['docs.manage']);
  });
});

describe('founding an account', () => {
  const foundation = (fields: object = {}) => ({
    accountId: uuidv7(),
    userId: uuidv7(),
    accountName: 'Analytical Engines',
    firstName: 'Ada',
    lastName: 'Byron',
    email: `${uuidv7()}@people.example`,
    ...fields,
  });

  it('makes the account and its active owner, once for the same ids', async () => {
    const wanted = foundation({ timezone: 'Europe/London', locale: 'en-GB' });
    const attempts = Array.from({ length: 20 }, () => codeOf(stage.founding.found(wanted)));
    expect(new Set(await Promise.all(attempts))).toEqual(new Set(['done']));
    const cast = { accountId: wanted.accountId } as Cast;
    const { account } = await stage.as(cast, wanted.userId, (caller) => stage.settings.get(caller));
    expect(account).toMatchObject({ name: 'Analytical Engines', plan: 'free', timezone: 'Europe/London' });
    expect(await stage.events(wanted.accountId)).toEqual([
      { type: 'account.created', sequence: 1, data: { ownerId: wanted.userId, plan: 'free' } },
      {
        type: 'user.created',
        sequence: 1,
        data: { userId: wanted.userId, role: 'owner', state: 'active', invitation: null },
      },
    ]);
    expect(await stage.log(wanted.accountId)).toHaveLength(1);
  });

  it('leaves nothing behind when the address is in use', async () => {
    const first = foundation();
    await stage.founding.found(first);
    const second = foundation({ email: first.email });
    expect(await codeOf(stage.founding.found(second))).toBe('email_taken');
    expect(await codeOf(stage.settings.security(second.accountId))).toBe('not_found');
  });

  it('lets one of twenty accounts at once have an address', async () => {
    const email = `${uuidv7()}@people.example`;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => codeOf(stage.founding.found(foundation({ email })))),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'email_taken')).toHaveLength(19);
  });

  it('refuses ids that belong to something else', async () => {
    const first = foundation();
    await stage.founding.found(first);
    expect(await codeOf(stage.founding.found(foundation({ accountId: first.accountId })))).toBe('conflict');
    expect(await codeOf(stage.founding.found(foundation({ userId: first.userId })))).toBe('conflict');
  });
});
