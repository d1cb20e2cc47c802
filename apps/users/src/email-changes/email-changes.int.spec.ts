// Real: PostgreSQL. Fake: auth, which says what a token is for.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Permission } from '#contracts';
import { BulkRepository } from '../bulk/bulk.repository.js';
import { toVersioned } from '../users/user.mapper.js';
import { outcomes, ProfileStage, type StageAccount } from '../testing/profile-stage.js';

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

const fresh = () => `${uuidv7()}@new.example`;

function request(email: string, { by = account.user, of = account.user, ago = 0, key = '' } = {}) {
  const caller = stage.caller(account, by, ago);
  const work = () => stage.parts.emailChanges.request(caller, { userId: of, email });
  return stage.as(caller, work, key === '' ? undefined : key);
}

const choose = (userId: string, set: Permission[]) =>
  stage.read('UPDATE users SET permissions = $2 WHERE id = $1', [userId, set]);

async function openChange(userId = account.user): Promise<string> {
  const [row] = await stage.read<{ id: string }>(
    'SELECT id FROM email_changes WHERE user_id = $1 AND confirmed_at IS NULL AND cancelled_at IS NULL',
    [userId],
  );
  return row?.id ?? uuidv7();
}

async function tokenOf(userId = account.user): Promise<string> {
  return stage.token(account.id, userId, await openChange(userId));
}

const origin = { ip: '192.0.2.7', userAgent: 'test' };
const confirm = (token: string) => stage.parts.confirmation.confirm({ token, origin });

describe('asking for another address', () => {
  it('lets it wait, says so to auth and to the audit log, and changes nothing yet', async () => {
    const email = fresh();
    const before = await stage.user(account.user);
    const answer = await request(email);
    expect(answer.email).toBe(email);
    expect(Date.parse(answer.expiresAt) - Date.parse(answer.requestedAt)).toBeGreaterThan(86_000_000);
    const caller = stage.caller(account, account.user);
    expect(await stage.parts.emailChanges.get(caller, account.user)).toEqual(answer);
    const after = await stage.user(account.user);
    expect([after.email, after.version]).toEqual([before.email, before.version + 1]);
    const [event] = await stage.events(account.user);
    expect(event).toMatchObject({
      type: 'user.confirmation_requested',
      sequence: after.version,
      data: { userId: account.user, purpose: 'email_change', subjectId: await openChange() },
    });
    expect(JSON.stringify(event)).not.toContain(email);
    expect(await stage.audited(account.user)).toMatchObject([
      { action: 'user.email_change_requested', personal_change: { newEmail: { before: null, after: email } } },
    ]);
  });

  it('needs a proof of the last ten minutes', async () => {
    await expect(request(fresh(), { ago: 601 })).rejects.toMatchObject({ code: 'reauthentication_required' });
    await expect(request(fresh(), { ago: 590 })).resolves.toBeDefined();
  });

  it('is for oneself and for managers, of everybody but the owner', async () => {
    const { owner, administrator, user, colleague, lightUser } = account;
    const code = async (by: string, of: string) => Object.keys(await outcomes([request(fresh(), { by, of })]))[0];
    expect(await code(administrator, user)).toBe('ok');
    expect(await code(owner, administrator)).toBe('ok');
    expect(await code(owner, owner)).toBe('ok');
    expect(await code(administrator, owner)).toBe('forbidden');
    expect(await code(user, colleague)).toBe('forbidden');
    expect(await code(lightUser, user)).toBe('forbidden');
    expect(await code(administrator, uuidv7())).toBe('not_found');
    const elsewhere = await stage.account();
    expect(await code(administrator, elsewhere.user)).toBe('not_found');
  });

  it('of somebody who may do more is nobody’s who lacks it: with the address one becomes them', async () => {
    const { user, colleague, administrator, owner, lightUser } = account;
    const code = async (by: string, of: string) => Object.keys(await outcomes([request(fresh(), { by, of })]))[0];
    await choose(user, ['users.manage', 'threads.edit', 'reports.view', 'docs.edit', 'api.access']);
    expect([await code(user, colleague), await code(user, lightUser)]).toEqual(['ok', 'ok']);
    await choose(colleague, ['account.settings']);
    expect(await code(user, colleague)).toBe('forbidden');
    expect(await code(administrator, colleague)).toBe('ok');
    await choose(administrator, ['users.manage']);
    expect(await code(administrator, colleague)).toBe('forbidden');
    expect(await code(administrator, administrator)).toBe('ok');
    expect(await code(owner, administrator)).toBe('ok');
  });

  it('refuses the present address and one in use, in any account', async () => {
    const own = await stage.user(account.user);
    await expect(request(own.email)).rejects.toMatchObject({ code: 'invalid_request' });
    const elsewhere = await stage.account();
    const foreign = await stage.user(elsewhere.user);
    await expect(request(foreign.email)).rejects.toMatchObject({ code: 'email_taken' });
  });

  it('answers the same to a repeat with the same key, and mails once', async () => {
    const [email, key] = [fresh(), uuidv7()];
    const first = await request(email, { key });
    expect(await request(email, { key })).toEqual(first);
    expect(await stage.events(account.user)).toHaveLength(1);
    await expect(request(fresh(), { key })).rejects.toMatchObject({ code: 'idempotency_conflict' });
  });

  it('leaves one open of twenty at once, and mails no address endlessly', async () => {
    const email = fresh();
    const counts = await outcomes(Array.from({ length: 20 }, () => request(email)));
    expect(counts).toEqual({ ok: 5, rate_limited: 15 });
    const open = await stage.read('SELECT FROM email_changes WHERE user_id = $1 AND cancelled_at IS NULL', [
      account.user,
    ]);
    expect(open).toHaveLength(1);
    const sequences = (await stage.events(account.user)).map(({ sequence }) => sequence);
    expect(new Set(sequences).size).toBe(5);
  });

  it('counts an address over all people of the account', async () => {
    const email = fresh();
    await Promise.all([1, 2, 3].map(() => request(email)));
    const { colleague: by } = account;
    const counts = await outcomes(Array.from({ length: 8 }, () => request(email, { by, of: by })));
    expect(counts).toEqual({ ok: 2, rate_limited: 6 });
  });

  it('can be dropped', async () => {
    await request(fresh());
    const token = await tokenOf();
    const caller = stage.caller(account, account.administrator);
    await stage.as(caller, () => stage.parts.emailChanges.cancel(caller, account.user));
    await expect(stage.parts.emailChanges.get(caller, account.user)).rejects.toMatchObject({ code: 'not_found' });
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    await expect(stage.parts.emailChanges.cancel(caller, account.user)).resolves.toEqual({});
  });
});

describe('confirming', () => {
  it('changes address, search text and alternates, with event and audit', async () => {
    const email = fresh();
    const before = await stage.user(account.user);
    await stage.read('UPDATE users SET alternate_emails = $2 WHERE id = $1', [account.user, [email, 'b@b.example']]);
    await request(email);
    const changeId = await openChange();
    await confirm(await tokenOf());
    const after = await stage.user(account.user);
    expect(after).toMatchObject({ email, alternate_emails: ['b@b.example'] });
    expect(after['search_text']).toMatch(new RegExp(` ${email} b@b\\.example$`));
    expect((await stage.events(account.user)).at(-1)).toMatchObject({
      type: 'user.email_changed',
      sequence: after.version,
      data: { userId: account.user, changeId },
    });
    expect((await stage.audited(account.user)).at(-1)).toMatchObject({
      action: 'user.email_changed',
      personal_change: { email: { before: before.email, after: email } },
    });
    expect(await stage.parts.addresses.find({ purpose: 'email_change', subjectId: changeId })).toEqual({
      accountId: account.id,
      userId: account.user,
      status: 'done',
      address: email,
      oldAddress: before.email,
    });
  });

  it('counts once of twenty at once', async () => {
    await request(fresh());
    const token = await tokenOf();
    expect(await outcomes(Array.from({ length: 20 }, () => confirm(token)))).toEqual({ ok: 1, link_invalid: 19 });
    const changed = (await stage.events(account.user)).filter(({ type }) => type === 'user.email_changed');
    expect(changed).toHaveLength(1);
  });

  it('lets one of two people have an address that both wait for; the other keeps theirs', async () => {
    const email = fresh();
    const { user, colleague } = account;
    await request(email);
    await request(email, { by: colleague, of: colleague });
    const tokens = [await tokenOf(user), await tokenOf(colleague)];
    expect(await outcomes(tokens.map(confirm))).toEqual({ ok: 1, email_taken: 1 });
    const holders = await stage.read('SELECT FROM users WHERE email = $1', [email]);
    expect(holders).toHaveLength(1);
  });

  it('spends nothing when the address was taken meanwhile', async () => {
    const email = fresh();
    await request(email);
    const token = await tokenOf();
    const elsewhere = await stage.account();
    await stage.read('UPDATE users SET email = $2 WHERE id = $1', [elsewhere.user, email]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'email_taken' });
    await stage.read(`UPDATE users SET email = 'gone@elsewhere.example' WHERE id = $1`, [elsewhere.user]);
    await expect(confirm(token)).resolves.toEqual({});
  });

  it('is over with a newer request, after a day, and for who is suspended or deleted', async () => {
    await request(fresh());
    const replaced = await tokenOf();
    await request(fresh());
    await expect(confirm(replaced)).rejects.toMatchObject({ code: 'link_invalid' });
    const token = await tokenOf();
    const suspend = 'UPDATE users SET suspended_at = $2 WHERE id = $1';
    await stage.read(suspend, [account.user, new Date()]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    await stage.read(suspend, [account.user, null]);
    await stage.read(`UPDATE email_changes SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      account.user,
    ]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    await stage.read(`UPDATE email_changes SET expires_at = now() + interval '1 hour' WHERE user_id = $1`, [
      account.user,
    ]);
    await stage.read('UPDATE users SET deleted_at = now() WHERE id = $1', [account.user]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
  });

  it('dies with the right of the manager who asked', async () => {
    await request(fresh(), { by: account.administrator });
    const token = await tokenOf();
    await stage.read(`UPDATE users SET role = 'user' WHERE id = $1`, [account.administrator]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    await stage.read(`UPDATE users SET role = 'administrator' WHERE id = $1`, [account.administrator]);
    await expect(confirm(token)).resolves.toEqual({});
  });

  it('dies when the person may do more by now than the manager who asked', async () => {
    await request(fresh(), { by: account.administrator });
    const token = await tokenOf();
    await choose(account.user, ['mailboxes.manage']);
    await choose(account.administrator, ['users.manage']);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    await choose(account.user, []);
    await expect(confirm(token)).resolves.toEqual({});
  });

  it('ends the invitation that went to the old address, and nobody comes in by it', async () => {
    const { user, administrator } = account;
    const invited = `UPDATE users SET accepted_at = NULL, invitation_version = 3, invitation_sent_at = now(),
      invitation_expires_at = now() + interval '1 day', invited_by = $2, invitation_mail_status = 'bounced',
      invitation_mail_at = now(), version = 7 WHERE id = $1`;
    await stage.read(invited, [user, administrator]);
    await request(fresh(), { by: administrator });
    await confirm(await tokenOf());
    const { users, updates, invitations } = stage.parts;
    const scope = { accountId: account.id };
    const row = await stage.test.database.transaction(scope, () => users.find(account.id, user));
    const { user: shown } = toVersioned(row!);
    expect([shown.state, shown.invitation, shown.alerts.map(({ kind }) => kind)]).toEqual([
      'not_invited',
      null,
      ['not_invited'],
    ]);
    const told = (await stage.events(user)).slice(-2).map(({ type, sequence, data }) => ({ type, sequence, data }));
    expect(told).toMatchObject([
      { type: 'user.invitation_revoked', sequence: 9, data: { invitation: { version: 3 } } },
      { type: 'user.email_changed', sequence: 10 },
    ]);
    expect((await stage.audited(user)).slice(-2)).toMatchObject([
      { action: 'user.email_changed' },
      { action: 'user.invitation_revoked', change: { state: { before: 'invited', after: 'not_invited' } } },
    ]);
    // Whoever has the old mail accepted it, and auth let them in before it heard.
    const stranger = stage.caller(account, user);
    await expect(updates.arrive(stranger, { invitationVersion: 3 })).rejects.toMatchObject({ code: 'link_invalid' });
    await expect(stage.parts.emailChanges.get(stranger, user)).rejects.toMatchObject({ code: 'unauthenticated' });
    const bulk = new BulkRepository(stage.test.database);
    expect(await stage.test.database.transaction(scope, () => bulk.notInvited(account.id, 10))).toEqual([user]);
    const manager = stage.caller(account, administrator);
    const again = stage.as(manager, () =>
      stage.test.database.transaction(scope, () => invitations.send(manager, user)),
    );
    expect((await again).user.state).toBe('invited');
    await expect(updates.arrive(stranger, { invitationVersion: 5 })).resolves.toBeDefined();
  });

  it('leaves people as they are who have accepted, and who were never invited', async () => {
    const accepted = await stage.user(account.user);
    await request(fresh());
    await confirm(await tokenOf());
    const columns = ['accepted_at', 'invitation_sent_at', 'invitation_version', 'revoked_invitation_version'];
    const of = (row: Record<string, unknown>) => columns.map((column) => row[column]);
    expect(of(await stage.user(account.user))).toEqual(of(accepted));
    const { colleague } = account;
    await stage.read('UPDATE users SET accepted_at = NULL, invitation_sent_at = NULL WHERE id = $1', [colleague]);
    await request(fresh(), { by: account.administrator, of: colleague });
    await confirm(await tokenOf(colleague));
    expect((await stage.events(colleague)).at(-1)?.type).toBe('user.email_changed');
    expect((await stage.audited(colleague)).map(({ action }) => action)).not.toContain('user.invitation_revoked');
  });

  it('takes no change of somebody else for this user', async () => {
    await request(fresh());
    const subject = await openChange();
    await expect(confirm(stage.token(account.id, account.colleague, subject))).rejects.toMatchObject({
      code: 'link_invalid',
    });
    const elsewhere = await stage.account();
    await expect(confirm(stage.token(elsewhere.id, elsewhere.user, subject))).rejects.toMatchObject({
      code: 'link_invalid',
    });
  });

  it('is asked for under an address that nobody learns after it was dropped', async () => {
    const email = fresh();
    await request(email);
    const subjectId = await openChange();
    const wanted = { purpose: 'email_change', subjectId } as const;
    expect(await stage.parts.addresses.find(wanted)).toMatchObject({ status: 'waiting', address: email });
    await request(fresh());
    expect(await stage.parts.addresses.find(wanted)).toBeUndefined();
    expect(await stage.parts.addresses.find({ purpose: 'auto_bcc', subjectId })).toBeUndefined();
  });
});
