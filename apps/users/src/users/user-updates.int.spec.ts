// Real: PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { UpdateUserBody } from '#contracts';
import { ProfileStage, type StageAccount } from '../testing/profile-stage.js';

let stage: ProfileStage;
let account: StageAccount;

beforeAll(async () => {
  stage = await ProfileStage.open();
});

beforeEach(async () => {
  account = await stage.account();
});

afterAll(async () => {
  await stage?.close();
});

function update(body: z.input<typeof UpdateUserBody>, { by = account.user, of = account.user } = {}) {
  const caller = stage.caller(account, by);
  const changes = UpdateUserBody.parse(body);
  return stage.as(caller, () => stage.parts.updates.update(caller, { userId: of, changes }));
}

describe('the profile', () => {
  it('takes the same fields from oneself and from managers, with what changed in the audit log', async () => {
    for (const by of [account.user, account.administrator, account.owner]) {
      const jobTitle = `Lead ${by.slice(-6)}`;
      expect((await update({ jobTitle, phone: '+49 30 5550123' }, { by })).user).toMatchObject({ jobTitle });
    }
    expect((await stage.audited(account.user))[0]).toMatchObject({
      action: 'user.updated',
      personal_change: { jobTitle: { before: null }, phone: { before: null, after: '+49 30 5550123' } },
    });
    await expect(update({ jobTitle: 'Boss' }, { by: account.colleague })).rejects.toMatchObject({ code: 'forbidden' });
    const ofOwner = update({ jobTitle: 'Boss' }, { by: account.administrator, of: account.owner });
    await expect(ofOwner).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('clears what may be empty', async () => {
    await update({ jobTitle: 'Agent', phone: '123', alternateEmails: ['a@b.example'] });
    const { user } = await update({ jobTitle: null, phone: null, alternateEmails: [] });
    expect([user.jobTitle, user.phone, user.alternateEmails]).toEqual([null, null, []]);
  });

  it('derives initials and search from the name, and leaves the handle alone', async () => {
    const before = await stage.user(account.user);
    const { user } = await update({ firstName: ' Søren ', lastName: 'Østergaard' });
    expect(user).toMatchObject({ firstName: 'Søren', initials: 'SØ', mention: before['mention'] });
    const { sort_name: sortName, search_text: searchText } = await stage.user(account.user);
    expect([sortName, searchText]).toEqual(['soren ostergaard', `soren ostergaard ${before.email}`]);
  });
});

describe('a change of several things', () => {
  const told = async () =>
    (await stage.events(account.user)).map(({ type, sequence, data }) => [type, sequence, data] as const);

  it('tells the new role and the other fields, each in a version of its own', async () => {
    const before = (await stage.user(account.user)).version;
    const body = { firstName: 'Naomi', jobTitle: 'Lead', role: 'administrator' as const };
    const { version } = await update(body, { by: account.owner });
    expect(await told()).toEqual([
      ['user.updated', before + 1, { userId: account.user, changed: ['firstName', 'jobTitle'] }],
      ['user.role_changed', before + 2, { userId: account.user, from: 'user', to: 'administrator' }],
    ]);
    expect(version).toBe(before + 2);
  });

  it('tells of one thing once', async () => {
    await update({ jobTitle: 'Lead' }, { by: account.owner });
    await update({ role: 'administrator', jobTitle: 'Lead' }, { by: account.owner });
    expect((await told()).map(([type]) => type)).toEqual(['user.updated', 'user.role_changed']);
  });

  it('tells which mailboxes and teams go or come with a role', async () => {
    await stage.read(
      `INSERT INTO mailboxes (id, account_id, name, email) VALUES ($1, $1, 'Help', 'help@' || $2::text || '.example')`,
      [account.id, account.id.slice(-12)],
    );
    const before = (await stage.user(account.user)).version;
    const { version } = await update({ role: 'administrator' }, { by: account.owner });
    await update({ role: 'light_user' }, { by: account.owner });
    expect(await told()).toEqual([
      ['user.role_changed', before + 1, { userId: account.user, from: 'user', to: 'administrator' }],
      ['user.access_changed', before + 2, { userId: account.user, changed: ['mailboxes'] }],
      ['user.role_changed', before + 3, { userId: account.user, from: 'administrator', to: 'light_user' }],
      ['user.access_changed', before + 4, { userId: account.user, changed: ['teams'] }],
    ]);
    expect(version).toBe(before + 2);
    expect((await stage.user(account.user)).version).toBe(before + 4);
  });
});

describe('arriving', () => {
  it('tells what the person chose besides that they are active', async () => {
    await stage.read('UPDATE users SET accepted_at = NULL, invitation_sent_at = now() WHERE id = $1', [account.user]);
    const before = (await stage.user(account.user)).version;
    const caller = stage.caller(account, account.user);
    const { version } = await stage.as(caller, () =>
      stage.parts.updates.arrive(caller, { timezone: 'Asia/Tokyo', timeFormat: '24h' }),
    );
    expect((await stage.events(account.user)).map(({ type, sequence, data }) => [type, sequence, data])).toEqual([
      ['user.activated', before + 1, { userId: account.user }],
      ['user.updated', before + 2, { userId: account.user, changed: ['timezone'] }],
    ]);
    expect(version).toBe(before + 2);
  });

  it('keeps what the person chose, though the event of the acceptance was quicker', async () => {
    await stage.read('UPDATE users SET accepted_at = now() WHERE id = $1', [account.user]);
    const caller = stage.caller(account, account.user);
    const arrive = () =>
      stage.as(caller, () => stage.parts.updates.arrive(caller, { timezone: 'Asia/Tokyo', timeFormat: '12h' }));
    expect((await arrive()).me).toMatchObject({ timezone: 'Asia/Tokyo', timeFormat: '12h' });
    await arrive();
    expect(await stage.events(account.user)).toMatchObject([{ data: { changed: ['timezone', 'timeFormat'] } }]);
  });
});

describe('alternate addresses', () => {
  it('are canonical, and known in the order given', async () => {
    const alternateEmails = ['Nadia@Example.COM', 'n@bücher.example'];
    const { user } = await update({ alternateEmails });
    expect(user.alternateEmails).toEqual(['nadia@example.com', 'n@xn--bcher-kva.example']);
    expect(await stage.events(account.user)).toMatchObject([{ data: { changed: ['alternateEmails'] } }]);
    const { search_text: found } = await stage.user(account.user);
    expect(found).toContain(' nadia@example.com n@xn--bcher-kva.example n@bucher.example');
    await update({ firstName: 'Nadja' });
    expect((await stage.user(account.user))['search_text']).toContain(' nadia@example.com');
    await update({ alternateEmails: [] });
    expect((await stage.user(account.user))['search_text']).not.toContain('nadia@example.com');
    expect((await stage.audited(account.user))[0]).toMatchObject({
      personal_change: { alternateEmails: { before: [], after: user.alternateEmails } },
    });
  });

  it('change nothing when they are the same', async () => {
    await update({ alternateEmails: ['a@b.example'] });
    const { version } = await stage.user(account.user);
    await update({ alternateEmails: ['A@b.example'] });
    expect((await stage.user(account.user)).version).toBe(version);
  });

  it('are none of the primary address', async () => {
    const { email } = await stage.user(account.user);
    await expect(update({ alternateEmails: ['a@b.example', email.toUpperCase()] })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { errors: [{ path: 'alternateEmails.1', code: 'primary' }] },
    });
  });

  it('do not keep anybody from signing in with the same address', async () => {
    const { email } = await stage.user(account.colleague);
    await update({ alternateEmails: [email] });
    expect(await stage.read('SELECT id FROM users WHERE email = $1', [email])).toEqual([{ id: account.colleague }]);
  });
});

describe('what a profile cannot hold', () => {
  const five = Array.from({ length: 5 }, (_, n) => `a${n}@b.example`);

  it.each([
    [{ email: 'new@b.example' }],
    [{ alternateEmails: [...five, 'one@more.example'] }],
    [{ alternateEmails: ['a@b.example', 'A@B.example'] }],
    [{ alternateEmails: ['аda@example.com'] }], // Cyrillic а
    [{ alternateEmails: ['ada@example.com\u0000'] }],
    [{ alternateEmails: ['ada\u202e@example.com'] }],
    [{ alternateEmails: ['a@b.example, c@d.example'] }],
    [{ alternateEmails: 'a@b.example' }],
    [{ firstName: 'x'.repeat(41) }],
    [{ firstName: '   ' }],
    [{ firstName: null }],
    [{ lastName: 'a\r\nBcc: b@b.example' }],
    [{ lastName: 'a\u202eb' }],
    [{ jobTitle: 'x'.repeat(51) }],
    [{ phone: 'call me' }],
    [{ timezone: 'Mars/Olympus' }],
    [{ timeFormat: '13h' }],
    [{ mention: 'Nadia' }],
    [{ mention: 'nadia okafor' }],
    [{ mention: 'nаdia' }], // Cyrillic а
    [{ id: 'x' }],
    [{ initials: 'XX' }],
    [{ photoUrl: '/x' }],
    [{ role: 'owner' }],
    [{}],
  ])('%j', (body) => {
    expect(UpdateUserBody.safeParse(body).success).toBe(false);
  });

  it.each([
    [{ firstName: '👩'.repeat(40) }],
    [{ jobTitle: 'x'.repeat(50) }],
    [{ alternateEmails: five }],
    [{ lastName: 'Ng' }],
    [{ firstName: '陽菜', lastName: '佐藤' }],
  ])('but can hold %j', (body) => {
    expect(UpdateUserBody.safeParse(body).success).toBe(true);
  });
});
