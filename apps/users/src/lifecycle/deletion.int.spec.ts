// Real: PostgreSQL. Fake: nobody hears the hints.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { defaultPermissions, lifecycleCalls, type Caller } from '#contracts';
import { openWorld, outcomes, type World } from '../testing/lifecycle-world.js';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world?.test.close();
});

const owner = () => world.caller(world.ownerId);
const confirm = 'DELETE' as const;

function remove(userId: string, fields: { reassignTo?: string; by?: Caller; key?: string } = {}) {
  const { by = owner(), key, reassignTo } = fields;
  const input = { userId, confirm, ...(reassignTo === undefined ? {} : { reassignTo }) };
  return world.as(by, () => world.controller.delete(input, by), key);
}

const create = (email: string) =>
  world.as(owner(), () =>
    world.database.transaction({ accountId: world.accountId }, () =>
      world.creation.create(owner(), { firstName: 'New', lastName: 'Person', email, role: 'user', sendInvite: false }),
    ),
  );

/** Auto Bcc, notifications, a photo, another address on its way, alternate ones. */
async function settle({ id, email }: { id: string; email: string }): Promise<void> {
  const mine = [world.accountId, id];
  await world.sql(
    `INSERT INTO auto_bcc_addresses (id, account_id, user_id, address, position, expires_at, confirmed_at) VALUES
       (gen_random_uuid(), $1, $2, 'crm@copies.example', 1, now() + interval '1 day', now()),
       (gen_random_uuid(), $1, $2, 'new@copies.example', 2, now() + interval '1 day', null)`,
    mine,
  );
  const personal = { 'mention.me': { email: false, mobile: true } };
  const teams = { [world.teamId]: { 'team.assigned': { email: true } } };
  await world.sql('INSERT INTO notification_choices (account_id, user_id, personal, teams) VALUES ($1, $2, $3, $4)', [
    ...mine,
    personal,
    teams,
  ]);
  await world.sql(
    `INSERT INTO photos (id, account_id, user_id, small, large, digest) VALUES ($3, $1, $2, '', '', '')`,
    [...mine, id],
  );
  await world.sql(
    `INSERT INTO email_changes (id, account_id, user_id, old_email, new_email, requested_by, expires_at, cancelled_at)
     VALUES (gen_random_uuid(), $1, $2, $3, 'next@people.example', $2, '2100-01-01', null),
       (gen_random_uuid(), $1, $2, $3, 'other@people.example', $2, '2100-01-01', now())`,
    [...mine, email],
  );
  await world.sql(`UPDATE users SET photo_id = $1, alternate_emails = '{nadia@home.example}' WHERE id = $1`, [id]);
}

const settled = {
  autoBcc: [
    { address: 'crm@copies.example', confirmed: true },
    { address: 'new@copies.example', confirmed: false },
  ],
  notificationChoices: 3,
  photo: true,
};

describe('the preview', () => {
  it('counts and names what the person holds, and who could take over', async () => {
    const person = await world.person();
    const [light, invited] = [await world.person({ role: 'light_user' }), await world.person({ state: 'invited' })];
    const preview = await world.deletion.preview(owner(), person.id);
    expect(preview).toMatchObject({
      user: { id: person.id, displayName: 'Nadia Okafor', role: 'user' },
      teams: { total: 1, items: [{ id: world.teamId, name: 'First line' }] },
      mailboxes: { total: 1, items: [{ id: world.mailboxId, name: 'Help' }] },
      customPermissions: null,
      pendingInvitation: null,
      mention: person.mention,
      freesBillableSeat: true,
    });
    const successors = preview.successors.items.map(({ id }) => id);
    expect(successors).toContain(world.ownerId);
    for (const { id } of [person, light, invited]) expect(successors).not.toContain(id);
    expect(preview.successors.total).toBe(successors.length);
    expect((await world.deletion.preview(owner(), invited.id)).pendingInvitation).not.toBeNull();
    expect((await world.deletion.preview(owner(), light.id)).freesBillableSeat).toBe(false);
  });

  it('has their settings', async () => {
    const [person, plain] = [await world.person(), await world.person()];
    await settle(person);
    const preview = await world.deletion.preview(owner(), person.id);
    expect(lifecycleCalls.previewDeletion.response.parse(preview)).toEqual(preview);
    expect(preview).toMatchObject({
      ...settled,
      emailChange: { newEmail: 'next@people.example', expiresAt: '2100-01-01T00:00:00.000Z' },
      alternateEmails: ['nadia@home.example'],
    });
    expect(await world.deletion.preview(owner(), plain.id)).toMatchObject({
      autoBcc: [],
      notificationChoices: 0,
      photo: false,
      emailChange: null,
      alternateEmails: [],
    });
  });

  it('is for those who may delete', async () => {
    const person = await world.person();
    await expect(world.deletion.preview(world.caller(person.id), world.ownerId)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(world.deletion.preview(owner(), world.ownerId)).rejects.toMatchObject({ code: 'last_owner' });
    await expect(world.deletion.preview(owner(), uuidv7())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('deleting', () => {
  it('leaves a tombstone, takes everything else, and gives a receipt', async () => {
    const [person, successor] = [await world.person(), await world.person()];
    const receipt = await remove(person.id, { reassignTo: successor.id });
    expect(lifecycleCalls.delete.response.parse(receipt)).toEqual(receipt);
    expect(receipt).toMatchObject({
      userId: person.id,
      displayName: 'Nadia Okafor',
      removed: { teams: { total: 1 }, mailboxes: { total: 1 }, customPermissions: false, mention: person.mention },
      reassignTo: successor.id,
    });
    expect(Date.parse(receipt.restorableUntil) - Date.parse(receipt.deletedAt)).toBe(90 * 86_400_000);
    for (const table of ['team_members', 'mailbox_grants']) {
      expect(await world.sql(`SELECT FROM ${table} WHERE user_id = $1`, [person.id])).toEqual([]);
    }
    expect(await world.sql('SELECT FROM mentions WHERE holder_id = $1', [person.id])).toEqual([]);
    expect(await world.events(person.id)).toEqual([
      {
        type: 'user.deleted',
        version: 2,
        data: {
          userId: person.id,
          reassignTo: successor.id,
          apiRights: { role: 'user', permissions: [...defaultPermissions.user] },
        },
      },
    ]);
    expect(await world.actions(person.id)).toEqual(['user.deleted']);
    await expect(world.reading.get(owner(), person.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(world.reading.me(world.caller(person.id))).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(remove(person.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('says in the receipt which settings went and what stays, as the preview did', async () => {
    const person = await world.person();
    await settle(person);
    const receipt = await remove(person.id);
    expect(lifecycleCalls.delete.response.parse(receipt)).toEqual(receipt);
    expect(receipt.removed).toMatchObject({ ...settled, emailChange: true });
    expect(receipt.kept).toEqual({ alternateEmails: ['nadia@home.example'] });
    for (const table of ['auto_bcc_addresses', 'notification_choices', 'photos', 'email_changes']) {
      expect(await world.sql(`SELECT FROM ${table} WHERE user_id = $1`, [person.id])).toEqual([]);
    }
    const [row] = await world.sql('SELECT alternate_emails, photo_id FROM users WHERE id = $1', [person.id]);
    expect(row).toEqual({ alternate_emails: ['nadia@home.example'], photo_id: null });
  });

  it('frees address and seat at once', async () => {
    const person = await world.person();
    const before = await world.reading.seats(owner());
    await remove(person.id);
    expect((await world.reading.seats(owner())).billable).toBe(before.billable - 1);
    expect((await create(person.email)).user.email).toBe(person.email);
  });

  it('makes a pending invitation dead by its version', async () => {
    const person = await world.person({ state: 'invited' });
    expect((await remove(person.id)).removed.pendingInvitation).toBe(true);
    const [row] = await world.sql('SELECT invitation_version, invitation_sent_at FROM users WHERE id = $1', [
      person.id,
    ]);
    expect(row).toEqual({ invitation_version: 2, invitation_sent_at: null });
  });

  it('needs a fresh proof of identity', async () => {
    const person = await world.person();
    const old = world.caller(world.ownerId, { auth_time: Math.floor(Date.now() / 1000) - 601 });
    await expect(remove(person.id, { by: old })).rejects.toMatchObject({ code: 'reauthentication_required' });
  });

  it('asks for the very word', () => {
    const input = { userId: uuidv7() };
    for (const word of ['delete', 'DELETE ', '', true, undefined]) {
      expect(lifecycleCalls.delete.request.safeParse({ ...input, confirm: word }).success).toBe(false);
    }
    expect(lifecycleCalls.delete.request.safeParse({ ...input, confirm }).success).toBe(true);
  });

  it('is refused for the owner and oneself; administrators may delete administrators', async () => {
    const [one, other] = [await world.person({ role: 'administrator' }), await world.person({ role: 'administrator' })];
    const [user, by] = [await world.person(), world.caller(one.id)];
    await expect(remove(world.ownerId, { by })).rejects.toMatchObject({ code: 'last_owner' });
    await expect(remove(world.ownerId)).rejects.toMatchObject({ code: 'last_owner' });
    await expect(remove(one.id, { by })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(remove(one.id, { by: world.caller(user.id) })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await remove(other.id, { by })).userId).toBe(other.id);
  });

  it('takes as successor only somebody active who can be assigned', async () => {
    const person = await world.person();
    const [light, invited] = [await world.person({ role: 'light_user' }), await world.person({ state: 'invited' })];
    const [gone, away] = [await world.person(), await world.person()];
    await remove(gone.id);
    await world.suspensions.suspend(owner(), { userId: away.id });
    const cases = [
      [person.id, 'same_user'],
      [uuidv7(), 'unknown_id'],
      [gone.id, 'unknown_id'],
      [light.id, 'not_assignable'],
      [invited.id, 'not_assignable'],
      [away.id, 'not_assignable'],
    ] as const;
    for (const [reassignTo, code] of cases) {
      await expect(remove(person.id, { reassignTo })).rejects.toMatchObject({
        code: 'invalid_request',
        details: { errors: [expect.objectContaining({ path: 'reassignTo', code })] },
      });
    }
    expect((await remove(person.id, { reassignTo: world.ownerId })).reassignTo).toBe(world.ownerId);
  });
});

describe('at once', () => {
  it('gives one receipt to twenty', async () => {
    const person = await world.person();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => remove(person.id)));
    const codes = outcomes(results);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'not_found')).toHaveLength(19);
    expect(await world.events(person.id)).toHaveLength(1);
    expect(await world.actions(person.id)).toEqual(['user.deleted']);
  });

  it('gives the same receipt to the same key, and refuses the key for another request', async () => {
    const [person, other] = [await world.person(), await world.person()];
    const key = uuidv7();
    const by = owner();
    const first = await remove(person.id, { by, key });
    expect(await remove(person.id, { by, key })).toEqual(first);
    await expect(remove(other.id, { by, key })).rejects.toMatchObject({ code: 'idempotency_conflict' });
  });

  it('ends deleted whatever role is given in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await world.person();
      const change = { userId: person.id, changes: { role: 'administrator' as const } };
      const results = await Promise.allSettled([
        remove(person.id),
        world.as(owner(), () => world.updates.update(owner(), change)),
      ]);
      expect(results[0].status).toBe('fulfilled');
      expect(outcomes([results[1]])[0]).toMatch(/^(?:done|not_found)$/);
      const events = await world.events(person.id);
      expect(events.map(({ version }) => version)).toEqual(events.map((_event, index) => index + 2));
      expect(events.at(-1)?.type).toBe('user.deleted');
      expect(await world.sql('SELECT FROM mailbox_grants WHERE user_id = $1', [person.id])).toEqual([]);
    }
  });

  it('lets one of two administrators go who delete each other', async () => {
    const [one, other] = [await world.person({ role: 'administrator' }), await world.person({ role: 'administrator' })];
    const results = await Promise.allSettled([
      remove(other.id, { by: world.caller(one.id) }),
      remove(one.id, { by: world.caller(other.id) }),
    ]);
    expect(outcomes(results)).toEqual(['done', 'unauthenticated']);
  });

  it('never names a successor who goes in the same moment', async () => {
    const [one, other] = [await world.person(), await world.person()];
    const results = await Promise.allSettled([
      remove(one.id, { reassignTo: other.id }),
      remove(other.id, { reassignTo: one.id }),
    ]);
    expect(outcomes(results)).toEqual(['done', 'invalid_request']);
  });
});

describe('the list of the deleted', () => {
  it('shows who was deleted, when and by whom, newest first, page by page', async () => {
    const people = [await world.person(), await world.person(), await world.person()];
    for (const { id } of people) await remove(id);
    const all = await world.deletedUsers.list(owner(), { limit: 100, total: true });
    expect(all.items.slice(0, 3).map(({ id }) => id)).toEqual(people.map(({ id }) => id).reverse());
    expect(all).toMatchObject({ total: all.items.length, nextCursor: null });
    expect(all.items[0]).toMatchObject({
      displayName: 'Nadia Okafor',
      initials: 'NO',
      email: people[2]?.email,
      deletedBy: { id: world.ownerId },
    });
    const first = await world.deletedUsers.list(owner(), { limit: 2, total: false });
    const second = await world.deletedUsers.list(owner(), { limit: 2, total: false, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4));
  });

  it('is for managers, and refuses cursors that it has not given', async () => {
    const person = await world.person();
    await expect(world.deletedUsers.list(world.caller(person.id), { limit: 5, total: false })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(world.deletedUsers.list(owner(), { limit: 5, total: false, cursor: 'bm8' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });
});

describe('the directory', () => {
  it('names the living and the deleted, in the order asked, to everybody signed in', async () => {
    const [asking, gone] = [await world.person({ role: 'light_user' }), await world.person()];
    await remove(gone.id);
    const ids = [gone.id, uuidv7(), asking.id];
    expect((await world.directory.resolve(world.caller(asking.id), ids)).items).toEqual([
      { id: gone.id, displayName: 'Nadia Okafor', initials: 'NO', photoUrl: null, deleted: true },
      { id: asking.id, displayName: 'Nadia Okafor', initials: 'NO', photoUrl: null, deleted: false },
    ]);
    await expect(world.directory.resolve(world.caller(gone.id), ids)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('knows nobody of another account', async () => {
    const stranger = await openStranger();
    expect(await world.directory.resolve(owner(), [stranger])).toEqual({ items: [] });
    await expect(remove(stranger)).rejects.toMatchObject({ code: 'not_found' });
    const person = await world.person();
    await expect(remove(person.id, { reassignTo: stranger })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

/** Somebody active in another account of the same database. */
async function openStranger(): Promise<string> {
  const [account, id] = [uuidv7(), uuidv7()];
  await world.sql(`INSERT INTO accounts (id, name, plan, timezone) VALUES ($1, 'Elsewhere', 'plus', 'Etc/UTC')`, [
    account,
  ]);
  await world.sql(
    `INSERT INTO users (id, account_id, first_name, last_name, email, role, timezone, time_format, locale, mention,
       sort_name, search_text, accepted_at)
     VALUES ($1::uuid, $2, 'Piet', 'Elsewhere', $1::text || '@elsewhere.example', 'user', 'Etc/UTC', '24h', 'en', 'piet', 'p', 'p', now())`,
    [id, account],
  );
  return id;
}
