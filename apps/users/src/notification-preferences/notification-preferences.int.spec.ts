// Real: PostgreSQL.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SetNotificationPreferencesBody } from '#contracts';
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

const all = { email: true, browser: true, mobile: true };

function set(body: object, { by = account.user, of = account.user } = {}) {
  const caller = stage.caller(account, by);
  const wanted = { userId: of, ...SetNotificationPreferencesBody.parse(body) };
  return stage.as(caller, () => stage.parts.preferences.set(caller, wanted));
}

it('are the defaults first, for the teams one is on', async () => {
  const set0 = await stage.parts.preferences.get(stage.caller(account, account.user), account.user);
  expect(set0.preferences['mention.me']).toEqual({ email: true, browser: true, mobile: false });
  expect(Object.keys(set0.teams)).toEqual([account.teams[0]]);
});

it('are replaced as a whole, with event and audit, and told to services', async () => {
  const { version } = await stage.user(account.user);
  const [team] = account.teams;
  const answer = await set({ preferences: { 'mention.me': all }, teams: { [team]: { 'team.assigned': all } } });
  expect(answer.preferences['mention.me']).toEqual(all);
  expect(answer.teams[team]?.['team.assigned']).toEqual(all);
  const { users } = await stage.parts.preferences.effective({ accountId: account.id, userIds: [account.user] });
  expect(users).toEqual([{ userId: account.user, ...answer }]);
  expect(await stage.events(account.user)).toMatchObject([
    { type: 'user.preferences_changed', sequence: version + 1, data: { userId: account.user } },
  ]);
  expect(await stage.audited(account.user)).toMatchObject([{ action: 'user.preferences_changed' }]);
  const back = await set({ preferences: { 'customer.replied.other': all } });
  expect(back.preferences['mention.me'].mobile).toBe(false);
  expect(back.teams[team]?.['team.assigned'].email).toBe(false);
  expect(
    await stage.read('SELECT personal, teams FROM notification_choices WHERE user_id = $1', [account.user]),
  ).toEqual([{ personal: { 'customer.replied.other': all }, teams: {} }]);
});

it('say nothing when nothing changes', async () => {
  await set({ preferences: { 'mention.me': { email: true, browser: true, mobile: false } } });
  expect(await stage.events(account.user)).toEqual([]);
});

it('are for the teams one is on only', async () => {
  const [, other] = account.teams;
  await expect(set({ teams: { [other]: {} } })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { errors: [{ path: `teams.${other}`, code: 'unknown_id' }] },
  });
});

it('are one’s own, and those of people one manages', async () => {
  const { owner, administrator, user, colleague, lightUser } = account;
  const code = async (by: string, of: string) => Object.keys(await outcomes([set({}, { by, of })]))[0];
  expect(await code(administrator, user)).toBe('ok');
  expect(await code(lightUser, lightUser)).toBe('ok');
  expect(await code(administrator, owner)).toBe('forbidden');
  expect(await code(user, colleague)).toBe('forbidden');
  expect(await code(administrator, (await stage.account()).user)).toBe('not_found');
  const read = (by: string) => stage.parts.preferences.get(stage.caller(account, by), owner);
  await expect(read(administrator)).resolves.toBeDefined();
  await expect(read(user)).rejects.toMatchObject({ code: 'forbidden' });
});

it('take the last of twenty at once, whole', async () => {
  const events = ['conversation.created', 'user.replied.other'] as const;
  const tries = Array.from({ length: 20 }, (_, n) => set({ preferences: { [events[n % 2] ?? events[0]]: all } }));
  expect(await outcomes(tries)).toEqual({ ok: 20 });
  const rows = await stage.read<{ personal: object }>('SELECT personal FROM notification_choices WHERE user_id = $1', [
    account.user,
  ]);
  expect(rows.map(({ personal }) => Object.keys(personal).length)).toEqual([1]);
});

it('leave out whom the account does not have', async () => {
  const elsewhere = await stage.account();
  const userIds = [elsewhere.user, account.user];
  const { users } = await stage.parts.preferences.effective({ accountId: account.id, userIds });
  expect(users.map(({ userId }) => userId)).toEqual([account.user]);
});

it('of teams rest while the plan has none, and come back with it', async () => {
  const [team] = account.teams;
  const chosen = await set({ teams: { [team]: { 'team.assigned': all } } });
  await stage.read("UPDATE accounts SET plan = 'free' WHERE id = $1", [account.id]);
  expect((await set({ preferences: { 'mention.me': all } })).teams).toEqual({});
  await expect(set({ teams: { [team]: {} } })).rejects.toMatchObject({ code: 'invalid_request' });
  await stage.read("UPDATE accounts SET plan = 'plus' WHERE id = $1", [account.id]);
  const back = await stage.parts.preferences.get(stage.caller(account, account.user), account.user);
  expect([back.teams, back.preferences['mention.me']]).toEqual([chosen.teams, all]);
});
