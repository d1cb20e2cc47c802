// Real: PostgreSQL. Fake: nobody hears the hints.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { credentialEvents, type CloudEvent, type EventType } from '#contracts';
import { EventConsumers } from '#events';
import { AuditTrail } from '../audit/audit-trail.js';
import { CredentialProjection } from '../projections/credential.projection.js';
import { LifecycleClock } from './lifecycle-clock.js';
import { openWorld, outcomes, type World } from '../testing/lifecycle-world.js';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world?.test.close();
});

const owner = () => world.caller(world.ownerId);
const inAccount = <T>(work: () => Promise<T>) => world.database.transaction({ accountId: world.accountId }, work);
const remove = (userId: string, key?: string) =>
  world.as(owner(), () => world.controller.delete({ userId, confirm: 'DELETE' }, owner()), key);
const restore = (userId: string, email?: string, by = owner()) =>
  world.as(by, () => world.controller.restore({ userId, ...(email === undefined ? {} : { email }) }, by));
const erase = (userId: string, by = owner()) =>
  world.as(by, () => world.controller.erase({ userId, confirm: 'ERASE' }, by));
const deletedDaysAgo = (userId: string, days: number) =>
  world.sql(`UPDATE users SET deleted_at = now() - make_interval(days => $2::int) WHERE id = $1`, [userId, days]);
const create = (email: string) =>
  inAccount(() =>
    world.creation.create(owner(), { firstName: 'New', lastName: 'Person', email, role: 'user', sendInvite: false }),
  );
const clock = () => new LifecycleClock(world.suspensions, world.erasure, { warn() {}, error() {} } as never);

describe('restoring', () => {
  it('brings back the person and nothing that they held', async () => {
    const person = await world.person();
    const old = world.caller(person.id, { auth_time: Math.floor(Date.now() / 1000) - 60 });
    await world.sql(
      `UPDATE users SET permissions = '{users.manage}', alternate_emails = '{alt@people.example}' WHERE id = $1`,
      [person.id],
    );
    await remove(person.id);
    const { user, version } = await restore(person.id);
    expect(user).toMatchObject({
      id: person.id,
      email: person.email,
      role: 'user',
      state: 'not_invited',
      mention: person.mention,
      teamIds: [],
      mailboxIds: [],
      invitation: null,
      suspension: null,
      lastSignInAt: null,
      jobTitle: 'Agent',
    });
    expect(version).toBe(3);
    expect((await world.events(person.id)).at(-1)).toEqual({
      type: 'user.restored',
      version: 3,
      data: { userId: person.id },
    });
    const [row] = await world.sql('SELECT permissions, search_text FROM users WHERE id = $1', [person.id]);
    expect(row).toEqual({
      permissions: null,
      search_text: expect.stringContaining(`${person.email} alt@people.example`),
    });
    // Though the auth service may not have heard of the deletion yet.
    await expect(world.reading.me(old)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(world.updates.arrive(old, {})).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await world.reading.get(owner(), person.id)).user.state).toBe('not_invited');
    expect(await world.actions(person.id)).toEqual(['user.deleted', 'user.restored']);
  });

  it('tells of another address and handle besides', async () => {
    const person = await world.person();
    await remove(person.id);
    const other = await world.person();
    await inAccount(() => world.users.changeMention(world.accountId, other.id, person.mention));
    const { version } = await restore(person.id, `${uuidv7()}@people.example`);
    expect((await world.events(person.id)).slice(-2)).toEqual([
      { type: 'user.restored', version: 3, data: { userId: person.id } },
      { type: 'user.updated', version: 4, data: { userId: person.id, changed: ['email', 'mention'] } },
    ]);
    expect(version).toBe(4);
  });

  it('keeps the links of old invitations dead', async () => {
    const person = await world.person({ state: 'invited' });
    await remove(person.id);
    await restore(person.id);
    const { user } = await world.as(owner(), () => inAccount(() => world.invitations.send(owner(), person.id)));
    expect(user.state).toBe('invited');
    expect((await world.events(person.id)).at(-1)).toMatchObject({
      type: 'user.invited',
      data: { invitation: { version: 4 } },
    });
  });

  it('believes no late news of the old credential', async () => {
    const person = await world.person({ state: 'invited' });
    const consumers = new EventConsumers();
    const projection = new CredentialProjection(
      consumers,
      world.users,
      world.updates,
      world.announcements,
      world.offers,
    );
    expect(projection).toBeDefined();
    const tell = (type: EventType, time: Date, data: object) =>
      inAccount(async () => {
        const handler = consumers.all()[0]?.handlers.get(type.type);
        const envelope: CloudEvent = {
          specversion: '1.0',
          id: uuidv7(),
          source: '/muster/auth',
          type: type.type,
          subject: uuidv7(),
          datacontenttype: 'application/json',
          dataschema: 'urn:test',
          accountid: world.accountId,
          actorid: null,
          sequence: 7,
          time: time.toISOString(),
          data,
        };
        await (
          await handler?.begin(envelope)
        )?.();
      });
    const before = new Date();
    await remove(person.id);
    await restore(person.id);
    await tell(credentialEvents.passwordSet, before, { userId: person.id, via: 'invitation' });
    await tell(credentialEvents.locked, before, { userId: person.id, failures: 10 });
    const { user } = await world.reading.get(owner(), person.id);
    expect([user.state, user.alerts.map(({ kind }) => kind)]).toEqual(['not_invited', ['not_invited']]);
    await tell(credentialEvents.passwordSet, new Date(Date.now() + 1000), { userId: person.id, via: 'invitation' });
    expect((await world.reading.get(owner(), person.id)).user.state).toBe('active');
  });

  it('gives another handle when the old one is taken', async () => {
    const person = await world.person();
    await remove(person.id);
    const other = await world.person();
    await inAccount(() => world.users.changeMention(world.accountId, other.id, person.mention));
    const { user } = await restore(person.id);
    expect(user.mention).not.toBe(person.mention);
    expect(await world.sql('SELECT handle FROM mentions WHERE holder_id = $1', [person.id])).toEqual([
      { handle: user.mention },
    ]);
  });

  it('needs a free address, and takes another one', async () => {
    const person = await world.person();
    await remove(person.id);
    await create(person.email);
    await expect(restore(person.id)).rejects.toMatchObject({ code: 'email_taken' });
    const email = `${uuidv7()}@people.example`;
    const { user } = await restore(person.id, email);
    expect(user.email).toBe(email);
    const found = await world.reading.list(owner(), { q: email, limit: 5, total: false, sort: 'name' });
    expect(found.items.map(({ id }) => id)).toEqual([person.id]);
  });

  it('is possible for 90 days', async () => {
    const [late, early] = [await world.person(), await world.person()];
    for (const { id } of [late, early]) await remove(id);
    await deletedDaysAgo(late.id, 90);
    await deletedDaysAgo(early.id, 89);
    await expect(restore(late.id)).rejects.toMatchObject({ code: 'restoration_expired' });
    expect((await restore(early.id)).user.state).toBe('not_invited');
  });

  it('follows plan and permission', async () => {
    const [light, user, administrator] = [
      await world.person({ role: 'light_user' }),
      await world.person(),
      await world.person({ role: 'administrator' }),
    ];
    for (const { id } of [light, administrator]) await remove(id);
    await expect(restore(light.id, undefined, world.caller(user.id))).rejects.toMatchObject({ code: 'forbidden' });
    await world.sql(`UPDATE users SET permissions = '{users.manage}' WHERE id = $1`, [user.id]);
    await expect(restore(administrator.id, undefined, world.caller(user.id))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await world.sql(`UPDATE accounts SET plan = 'standard' WHERE id = $1`, [world.accountId]);
    await expect(restore(light.id)).rejects.toMatchObject({ code: 'plan_required' });
    await world.sql(`UPDATE accounts SET plan = 'plus' WHERE id = $1`, [world.accountId]);
    expect((await restore(light.id)).user.role).toBe('light_user');
  });

  it('is for the deleted of the account', async () => {
    const person = await world.person();
    await expect(restore(person.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(restore(uuidv7())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who was put on a team or mailbox while being deleted', () => {
  it('is on none, and comes back to none', async () => {
    const person = await world.person();
    const add = (table: string, column: string, id: string) =>
      world.sql(`INSERT INTO ${table} (account_id, user_id, ${column}) VALUES ($1, $2, $3)`, [
        world.accountId,
        person.id,
        id,
      ]);
    const [, team] = await world.sql<{ id: string }>(
      `INSERT INTO teams (id, account_id, name, mention) VALUES ($1, $3, 'A', 'a'), ($2, $3, 'B', 'b') RETURNING id`,
      [uuidv7(), uuidv7(), world.accountId],
    );
    await Promise.all([remove(person.id), add('team_members', 'team_id', team?.id ?? '')]);
    await add('mailbox_grants', 'mailbox_id', world.mailboxId);
    for (const table of ['team_members', 'mailbox_grants']) {
      expect(await world.sql(`SELECT FROM ${table} WHERE user_id = $1`, [person.id])).toEqual([]);
    }
    const { user } = await restore(person.id);
    expect([user.teamIds, user.mailboxIds]).toEqual([[], []]);
  });
});

describe('restoring at once', () => {
  it('happens once of twenty times', async () => {
    const person = await world.person();
    await remove(person.id);
    const codes = outcomes(await Promise.allSettled(Array.from({ length: 20 }, () => restore(person.id))));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'conflict')).toHaveLength(19);
    expect((await world.events(person.id)).filter(({ type }) => type === 'user.restored')).toHaveLength(1);
  });

  it('gives an address to one of those who want it', async () => {
    const email = `${uuidv7()}@people.example`;
    const tombstones: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const { id } = await world.person({ email });
      await remove(id);
      tombstones.push(id);
    }
    const results = await Promise.allSettled([
      ...tombstones.map((id) => restore(id)),
      ...Array.from({ length: 4 }, () => create(email)),
    ]);
    const codes = outcomes(results);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'email_taken')).toHaveLength(9);
  });
});

describe('erasing', () => {
  const traces = async (id: string) =>
    JSON.stringify([
      await world.sql('SELECT * FROM users WHERE id = $1', [id]),
      await world.sql('SELECT * FROM mentions WHERE holder_id = $1', [id]),
      await world.sql('SELECT * FROM audit_entries WHERE target_id = $1 OR actor_id = $1', [id]),
      await world.sql('SELECT * FROM outbox WHERE aggregate_id = $1', [id]),
      await world.sql('SELECT * FROM idempotency_keys WHERE strpos(response::text, $1) > 0', [id]),
    ]);

  const nowhere = { ip: null, user_agent: null };

  const entries = (whose: string, id: string) =>
    world.sql<{ action: string; change: object; ip: string | null }>(
      `SELECT e.action, e.change || coalesce(e.personal_change, '{}') AS change, e.ip, e.user_agent
       FROM audit_entries e WHERE ${whose} ORDER BY e.id`,
      [id],
    );

  /** As auth tells of it. */
  async function sessionEnded(told: { id: string; userId: string; actor: string | null; reason: string }) {
    const event = { id: told.id, accountid: world.accountId, time: new Date().toISOString(), actorid: told.actor };
    await inAccount(() =>
      new AuditTrail(world.database).recordFact({
        event,
        action: 'user.session_ended',
        target: { kind: 'user', id: told.userId },
        change: { reason: { after: told.reason }, sessionId: { before: uuidv7() } },
        origin: { ip: '203.0.113.7', userAgent: 'Firefox' },
      }),
    );
  }

  it('leaves nothing personal behind, but the log', async () => {
    const person = await world.person({ firstName: 'Zebedee', role: 'administrator' });
    const [by, colleague] = [world.caller(person.id), await world.person()];
    await world.as(by, () => world.updates.update(by, { userId: person.id, changes: { phone: '+49 30 9999' } }));
    await world.as(by, () => world.updates.update(by, { userId: person.id, changes: { timezone: 'America/Lima' } }));
    const alternateEmails = [`zeb${person.id}@alternate.example`];
    await world.as(by, () => world.updates.update(by, { userId: person.id, changes: { alternateEmails } }));
    await world.as(by, () => world.updates.update(by, { userId: colleague.id, changes: { firstName: 'Zelda' } }));
    await world.as(by, () => world.controller.suspend({ userId: colleague.id }, by), uuidv7());
    await remove(person.id, uuidv7());
    expect(await traces(person.id)).toContain('Zebedee');
    const receipt = await erase(person.id);
    expect(receipt.userId).toBe(person.id);

    const left = await traces(person.id);
    for (const trace of [
      'ebedee',
      'kafor',
      '1234',
      '9999',
      'Agent',
      person.email,
      person.mention,
      'Berlin',
      'Lima',
      'alternate.ex',
    ]) {
      expect(left).not.toContain(trace);
    }
    expect(await world.sql('SELECT FROM idempotency_keys WHERE caller_id = $1', [person.id])).toEqual([]);
    const updates = Array.from({ length: 3 }, () => 'user.updated');
    expect(await world.actions(person.id)).toEqual([...updates, 'user.deleted', 'user.erased']);
    expect((await world.events(person.id)).at(-1)).toMatchObject({ type: 'user.erased', data: { userId: person.id } });
  });

  it('leaves what the person did to others as it was, but for where they did it from', async () => {
    const [person, colleague] = [await world.person({ role: 'administrator' }), await world.person()];
    const by = world.caller(person.id);
    await world.as(by, () => world.updates.update(by, { userId: colleague.id, changes: { firstName: 'Zelda' } }));
    await world.as(by, () => world.controller.suspend({ userId: colleague.id, reason: 'Fraud' }, by));
    await remove(person.id);
    await erase(person.id);
    expect(await entries('e.actor_id = $1', person.id)).toEqual([
      { action: 'user.updated', change: { firstName: { before: 'Nadia', after: 'Zelda' } }, ...nowhere },
      {
        action: 'user.suspended',
        change: { state: { before: 'active', after: 'suspended' }, reason: { before: null, after: 'Fraud' } },
        ...nowhere,
      },
    ]);
  });

  it.each(['on demand', 'by itself'])('leaves where others did something to the person from, %s', async (how) => {
    const [person, manager] = [await world.person(), await world.person({ role: 'administrator' })];
    const by = world.caller(manager.id);
    await world.as(by, () => world.updates.update(by, { userId: person.id, changes: { phone: '+49 30 9999' } }));
    await world.as(by, () => world.controller.suspend({ userId: person.id, reason: 'Ill' }, by));
    const [reset, revoked] = [uuidv7(), uuidv7()];
    for (const [id, actor, reason] of [
      [reset, manager.id, 'revoked'],
      [revoked, null, 'refresh_reuse'],
    ] as const) {
      await sessionEnded({ id, userId: person.id, actor, reason });
    }
    await remove(person.id);
    if (how === 'on demand') await erase(person.id);
    else {
      await deletedDaysAgo(person.id, 91);
      await clock().once();
    }
    const left = await entries('e.target_id = $1', person.id);
    expect(left.map(({ action, change, ip }) => [action, Object.keys(change).sort(), ip])).toEqual([
      ['user.updated', [], '203.0.113.7'],
      ['user.suspended', ['state'], '203.0.113.7'],
      ['user.session_ended', ['reason', 'sessionId'], '203.0.113.7'],
      // Nobody was signed in: whoever it was, it was about the person.
      ['user.session_ended', ['reason', 'sessionId'], null],
      ['user.deleted', ['mailboxIds', 'reassignTo', 'state', 'teamIds'], '203.0.113.7'],
      ['user.erased', [], how === 'on demand' ? '203.0.113.7' : null],
    ]);
  });

  it('takes both where the person acted on themselves', async () => {
    const person = await world.person();
    const by = world.caller(person.id);
    await world.as(by, () => world.updates.update(by, { userId: person.id, changes: { phone: '+49 30 9999' } }));
    await remove(person.id);
    await erase(person.id);
    expect((await entries('e.actor_id = $1', person.id))[0]).toEqual({
      action: 'user.updated',
      change: {},
      ...nowhere,
    });
  });

  it('keeps no origin of what is told of the person too late', async () => {
    const [person, other] = [await world.person(), await world.person()];
    await remove(person.id);
    await erase(person.id);
    const facts = [
      { userId: other.id, actor: person.id, ip: null },
      { userId: person.id, actor: null, ip: null },
      { userId: person.id, actor: other.id, ip: '203.0.113.7' },
      { userId: other.id, actor: null, ip: '203.0.113.7' },
    ].map((fact) => ({ ...fact, id: uuidv7(), reason: 'revoked' }));
    for (const fact of facts) {
      await sessionEnded(fact);
      const [entry] = await entries('e.id = $1', fact.id);
      expect(entry).toMatchObject({ action: 'user.session_ended', ip: fact.ip });
    }
  });

  it('forgets where imports of the person came from', async () => {
    const person = await world.person({ role: 'administrator' });
    const id = uuidv7();
    await world.sql(
      `INSERT INTO user_imports (id, account_id, created_by, session_id, ip, user_agent, dry_run, format, finished_at)
       VALUES ($1, $2, $3, $1, '203.0.113.7', 'Firefox', true, 'csv', now())`,
      [id, world.accountId, person.id],
    );
    await remove(person.id);
    await erase(person.id);
    expect(await world.sql('SELECT ip, user_agent FROM user_imports WHERE id = $1', [id])).toEqual([nowhere]);
  });

  it('forgets the rows of imports with any address that the person ever had', async () => {
    const [person, other] = [await world.person(), await world.person()];
    const id = uuidv7();
    const earlier = `earlier-${id}@in.example`;
    await world.sql(
      `INSERT INTO user_imports (id, account_id, created_by, session_id, dry_run, format, finished_at)
       VALUES ($1, $2, $3, $1, true, 'csv', now())`,
      [id, world.accountId, world.ownerId],
    );
    const rows: [string, string | null][] = [
      [earlier, null],
      [person.email, null],
      ['made@in.example', person.id],
      ['made@in.example', null],
      // It was their alternate address, but a person of their own has it.
      [earlier, other.id],
      ['other@in.example', null],
    ];
    for (const [index, [email, userId]] of rows.entries()) {
      await world.sql(
        `INSERT INTO user_import_rows (account_id, import_id, number, email, outcome, user_id)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [world.accountId, id, index + 1, email, userId === null ? 'would_create' : 'created', userId],
      );
    }
    const by = world.caller(world.ownerId);
    for (const alternateEmails of [[earlier], []]) {
      await world.as(by, () => world.updates.update(by, { userId: person.id, changes: { alternateEmails } }));
    }
    await remove(person.id);
    await erase(person.id);
    const left = await world.sql<{ email: string | null }>(
      'SELECT email FROM user_import_rows WHERE import_id = $1 ORDER BY number',
      [id],
    );
    expect(left.map(({ email }) => email)).toEqual([null, null, null, null, earlier, 'other@in.example']);
  });

  it('leaves the log no other way to be changed', async () => {
    const person = await world.person();
    await world.as(owner(), () =>
      world.updates.update(owner(), { userId: person.id, changes: { phone: '+49 30 9999' } }),
    );
    for (const change of [
      `personal_change = '{}'`,
      `ip = '192.0.2.1'`,
      `user_agent = ''`,
      `change = '{"role":{}}', ip = NULL`,
      'actor_id = NULL, personal_change = NULL',
    ]) {
      const write = world.sql(`UPDATE audit_entries SET ${change} WHERE target_id = $1`, [person.id]);
      await expect(write).rejects.toThrow(/not changed/);
    }
    const taking = world.sql('DELETE FROM audit_entries WHERE target_id = $1', [person.id]);
    await expect(taking).rejects.toThrow(/not changed/);
  });

  it('answers with a placeholder ever after', async () => {
    const person = await world.person();
    await remove(person.id);
    await erase(person.id);
    expect((await world.directory.resolve(owner(), [person.id])).items).toEqual([
      { id: person.id, displayName: 'Deleted user', initials: 'DU', photoUrl: null, deleted: true },
    ]);
    const [resolved] = await world.people.byIds([person.id]);
    expect(resolved).toMatchObject({
      firstName: 'Deleted',
      lastName: 'user',
      email: `erased-${person.id}@erased.invalid`,
      state: 'deleted',
    });
    const { items } = await world.deletedUsers.list(owner(), { limit: 100, total: false });
    expect(items.map(({ id }) => id)).not.toContain(person.id);
    await expect(restore(person.id)).rejects.toMatchObject({ code: 'user_erased' });
    await expect(erase(person.id)).rejects.toMatchObject({ code: 'user_erased' });
  });

  it('is for the owner alone, freshly proven, and only of the deleted', async () => {
    const [person, administrator] = [await world.person(), await world.person({ role: 'administrator' })];
    await expect(erase(person.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(erase(world.ownerId)).rejects.toMatchObject({ code: 'conflict' });
    await expect(erase(uuidv7())).rejects.toMatchObject({ code: 'not_found' });
    await remove(person.id);
    await expect(erase(person.id, world.caller(administrator.id))).rejects.toMatchObject({ code: 'owner_required' });
    const old = world.caller(world.ownerId, { auth_time: 0 });
    await expect(erase(person.id, old)).rejects.toMatchObject({ code: 'reauthentication_required' });
    expect((await erase(person.id)).userId).toBe(person.id);
  });

  it('comes by itself after 90 days, exactly once', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => world.person()));
    const fresh = await world.person();
    for (const { id } of [...people, fresh]) await remove(id);
    for (const { id } of people) await deletedDaysAgo(id, 91);
    await deletedDaysAgo(fresh.id, 89);
    const done = await Promise.all(Array.from({ length: 5 }, () => clock().once()));
    expect(done.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(people.length);
    for (const { id } of people) {
      expect((await world.events(id)).filter(({ type }) => type === 'user.erased')).toHaveLength(1);
    }
    expect((await restore(fresh.id)).user.state).toBe('not_invited');
  });

  it('is decided once between erasing and restoring', async () => {
    const person = await world.person();
    await remove(person.id);
    const results = await Promise.allSettled([erase(person.id), restore(person.id)]);
    expect([
      ['conflict', 'done'],
      ['done', 'user_erased'],
    ]).toContainEqual(outcomes(results));
  });
});
