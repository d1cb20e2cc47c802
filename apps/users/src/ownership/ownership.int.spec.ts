// Real: PostgreSQL with the migrations, as the service's own role. Fake: pushes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { defaultPermissions } from '#contracts';
import { codeOf, PolicyStage, type Cast } from '../testing/policy-stage.js';

let stage: PolicyStage;

beforeAll(async () => {
  stage = await PolicyStage.open();
});

afterAll(async () => {
  await stage?.test.close();
});

const accept = (cast: Cast, userId: string) => stage.as(cast, userId, (caller) => stage.ownership.accept(caller));
const withdraw = (cast: Cast, userId: string) => stage.as(cast, userId, (caller) => stage.ownership.withdraw(caller));
const pending = (cast: Cast, userId: string) => stage.as(cast, userId, (caller) => stage.ownership.get(caller));
const rolesOf = async (cast: Cast) => {
  const rows = await stage.rows<{ id: string; role: string }>('SELECT id, role FROM users WHERE account_id = $1', [
    cast.accountId,
  ]);
  return new Map(rows.map(({ id, role }) => [id, role]));
};
const owners = async (cast: Cast) => [...(await rolesOf(cast)).values()].filter((role) => role === 'owner').length;
const change = (cast: Cast, sql: string, ...values: unknown[]) =>
  stage.rows(`UPDATE users SET ${sql} WHERE account_id = $1 AND id = $2`, [cast.accountId, ...values]);

describe('handing the ownership on', () => {
  it('changes both roles in one moment, with events, audit and mailboxes', async () => {
    const cast = await stage.account();
    const offer = await stage.request(cast, cast.owner, cast.administrator);
    expect(offer).toMatchObject({ userId: cast.administrator, requestedBy: cast.owner });
    expect(Date.parse(offer.expiresAt) - Date.parse(offer.requestedAt)).toBe(7 * 86_400_000);
    expect(await pending(cast, cast.administrator)).toEqual(offer);
    expect(await owners(cast)).toBe(1);

    const { user } = await accept(cast, cast.administrator);
    expect([user.id, user.role]).toEqual([cast.administrator, 'owner']);
    const roles = await rolesOf(cast);
    expect([roles.get(cast.owner), roles.get(cast.administrator)]).toEqual(['administrator', 'owner']);
    const old = await stage.as(cast, cast.owner, (caller) => stage.permissions.get(caller, cast.owner));
    expect(old).toEqual({ mode: 'default', granted: [], effective: [...defaultPermissions.administrator] });
    const grants = await stage.rows('SELECT FROM mailbox_grants WHERE account_id = $1 AND user_id = $2', [
      cast.accountId,
      cast.owner,
    ]);
    expect(grants).toHaveLength(1);

    const events = await stage.events(cast.accountId);
    expect(events.map(({ type, data }) => [type, data['from'], data['to']])).toEqual([
      ['account.ownership_transfer_requested', cast.owner, cast.administrator],
      ['user.role_changed', 'owner', 'administrator'],
      ['user.role_changed', 'administrator', 'owner'],
      // The new owner had no mailbox; the old one keeps all.
      ['user.access_changed', undefined, undefined],
      ['account.ownership_transferred', cast.owner, cast.administrator],
    ]);
    const actions = (await stage.log(cast.accountId)).map(({ action }) => action);
    expect(actions).toEqual([
      'account.ownership_transfer_requested',
      'user.role_changed',
      'user.role_changed',
      'account.ownership_transferred',
    ]);
    expect(await codeOf(pending(cast, cast.administrator))).toBe('not_found');
  });

  it('begins with the owner, who proved lately who they are', async () => {
    const cast = await stage.account();
    for (const userId of [cast.administrator, cast.user, cast.light]) {
      expect(await codeOf(stage.request(cast, userId, cast.another))).toBe('owner_required');
    }
    const old = stage.request(cast, cast.owner, cast.administrator, { signedInAgo: 700 });
    expect(await codeOf(old)).toBe('reauthentication_required');
  });

  it('goes to an active administrator of the same account only', async () => {
    const cast = await stage.account();
    const other = await stage.account();
    expect(await codeOf(stage.request(cast, cast.owner, cast.user))).toBe('conflict');
    expect(await codeOf(stage.request(cast, cast.owner, cast.light))).toBe('conflict');
    expect(await codeOf(stage.request(cast, cast.owner, cast.owner))).toBe('conflict');
    for (const unknown of [other.administrator, uuidv7()]) {
      await expect(stage.request(cast, cast.owner, unknown)).rejects.toMatchObject({
        code: 'invalid_request',
        details: { errors: [{ path: 'userId', code: 'unknown_id' }] },
      });
    }
    await change(cast, 'suspended_at = now()', cast.administrator);
    expect(await codeOf(stage.request(cast, cast.owner, cast.administrator))).toBe('conflict');
  });

  it('is accepted by nobody but who was asked', async () => {
    const cast = await stage.account();
    expect(await codeOf(accept(cast, cast.administrator))).toBe('no_transfer_pending');
    await stage.request(cast, cast.owner, cast.administrator);
    expect(await codeOf(accept(cast, cast.another))).toBe('forbidden');
    expect(await codeOf(accept(cast, cast.owner))).toBe('forbidden');
    expect(await codeOf(accept(cast, cast.user))).toBe('forbidden');
    expect(await codeOf(accept(cast, cast.light))).toBe('forbidden');
    expect(await codeOf(pending(cast, cast.user))).toBe('forbidden');
    expect((await rolesOf(cast)).get(cast.owner)).toBe('owner');
  });

  it('can be withdrawn by the owner and declined by who was asked', async () => {
    const cast = await stage.account();
    expect(await codeOf(withdraw(cast, cast.owner))).toBe('not_found');
    await stage.request(cast, cast.owner, cast.administrator);
    expect(await codeOf(withdraw(cast, cast.another))).toBe('forbidden');
    expect(await codeOf(withdraw(cast, cast.user))).toBe('forbidden');
    expect(await codeOf(withdraw(cast, cast.owner))).toBe('done');
    expect(await codeOf(accept(cast, cast.administrator))).toBe('no_transfer_pending');
    await stage.request(cast, cast.owner, cast.another);
    expect(await codeOf(withdraw(cast, cast.another))).toBe('done');
    const ended = (await stage.events(cast.accountId)).filter(({ type }) => type.endsWith('withdrawn'));
    expect(ended.map(({ data }) => [data['by'], data['reason']])).toEqual([
      [cast.owner, 'withdrawn'],
      [cast.another, 'declined'],
    ]);
  });

  it('expires after seven days, and makes room for the next offer', async () => {
    const cast = await stage.account();
    await stage.request(cast, cast.owner, cast.administrator);
    expect(await codeOf(stage.request(cast, cast.owner, cast.another))).toBe('transfer_pending');
    await stage.rows(`UPDATE ownership_transfers SET expires_at = now() WHERE account_id = $1`, [cast.accountId]);
    expect(await codeOf(accept(cast, cast.administrator))).toBe('no_transfer_pending');
    expect(await codeOf(pending(cast, cast.owner))).toBe('not_found');
    expect(await codeOf(stage.request(cast, cast.owner, cast.another))).toBe('done');
  });
});

describe('races for the ownership', () => {
  it('twenty acceptances at once: one counts', async () => {
    const cast = await stage.account();
    await stage.request(cast, cast.owner, cast.administrator);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(accept(cast, cast.administrator))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'no_transfer_pending')).toHaveLength(19);
    expect(await owners(cast)).toBe(1);
    expect((await stage.events(cast.accountId)).filter(({ type }) => type === 'user.role_changed')).toHaveLength(2);
  });

  it('twenty offers at once: one is open', async () => {
    const cast = await stage.account();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        codeOf(stage.request(cast, cast.owner, n % 2 === 0 ? cast.administrator : cast.another)),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'transfer_pending')).toHaveLength(19);
  });

  it('acceptance and withdrawal at once: one of them counts', async () => {
    for (let n = 0; n < 5; n += 1) {
      const cast = await stage.account();
      await stage.request(cast, cast.owner, cast.administrator);
      const [accepted, withdrawn] = await Promise.all([
        codeOf(accept(cast, cast.administrator)),
        codeOf(withdraw(cast, cast.owner)),
      ]);
      expect([accepted, withdrawn].filter((outcome) => outcome === 'done')).toHaveLength(1);
      expect((await rolesOf(cast)).get(cast.administrator)).toBe(accepted === 'done' ? 'owner' : 'administrator');
    }
  });

  it('acceptance and demotion at once: exactly one owner, and nobody both', async () => {
    for (let n = 0; n < 5; n += 1) {
      const cast = await stage.account();
      await stage.request(cast, cast.owner, cast.administrator);
      const demote = stage.as(cast, cast.another, (caller) =>
        stage.updates.update(caller, { userId: cast.administrator, changes: { role: 'user' } }),
      );
      const [accepted, demoted] = await Promise.all([codeOf(accept(cast, cast.administrator)), codeOf(demote)]);
      // Whoever is second meets an owner, whom administrators do not touch, or somebody who cannot become one.
      expect([accepted, demoted]).toEqual(accepted === 'done' ? ['done', 'forbidden'] : ['forbidden', 'done']);
      expect(await owners(cast)).toBe(1);
    }
  });

  it('who was demoted or suspended meanwhile does not become owner', async () => {
    const cast = await stage.account();
    await stage.request(cast, cast.owner, cast.administrator);
    await change(cast, `role = 'user'`, cast.administrator);
    expect(await codeOf(accept(cast, cast.administrator))).toBe('conflict');
    await change(cast, `role = 'administrator', suspended_at = now()`, cast.administrator);
    expect(await codeOf(accept(cast, cast.administrator))).toBe('unauthenticated');
    expect((await rolesOf(cast)).get(cast.owner)).toBe('owner');
  });
});
