// Real: PostgreSQL. Fake: auth, which says what a token is for.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { SetAutoBccBody } from '#contracts';
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

const fresh = () => `${uuidv7()}@copies.example`;

function set(addresses: string[], { by = account.user, of = account.user } = {}) {
  const caller = stage.caller(account, by);
  return stage.as(caller, () => stage.parts.autoBcc.set(caller, { userId: of, addresses }));
}

async function tokenOf(address: string): Promise<string> {
  const [row] = await stage.read<{ id: string; user_id: string }>(
    'SELECT id, user_id FROM auto_bcc_addresses WHERE account_id = $1 AND address = $2',
    [account.id, address],
  );
  return stage.token(account.id, row?.user_id ?? uuidv7(), row?.id ?? uuidv7());
}

const origin = { ip: '192.0.2.7', userAgent: 'test' };
const confirm = (token: string) => stage.parts.autoBcc.confirm({ token, origin });
const effective = async () => {
  const { users } = await stage.parts.autoBcc.effective({ accountId: account.id, userIds: [account.user] });
  return users[0]?.addresses;
};
const types = async () => (await stage.events(account.user)).map(({ type }) => type);

describe('Auto Bcc', () => {
  it('asks every new address, and uses it once it is confirmed', async () => {
    const [one, two] = [fresh(), fresh()];
    expect(await set([one, two])).toEqual({
      addresses: [
        { address: one, confirmed: false },
        { address: two, confirmed: false },
      ],
    });
    const events = await stage.events(account.user);
    expect(events.map(({ type, data }) => [type, Reflect.get(Object(data), 'purpose')])).toEqual([
      ['user.confirmation_requested', 'auto_bcc'],
      ['user.confirmation_requested', 'auto_bcc'],
    ]);
    expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(2);
    expect(JSON.stringify(events)).not.toContain('copies.example');
    expect(await effective()).toEqual([]);
    await confirm(await tokenOf(two));
    expect(await effective()).toEqual([two]);
    expect((await stage.events(account.user)).at(-1)).toMatchObject({
      type: 'user.auto_bcc_changed',
      data: { userId: account.user },
    });
    expect(await stage.audited(account.user)).toHaveLength(2);
  });

  it('asks nobody twice who waits or has agreed, and keeps the order', async () => {
    const [one, two, three] = [fresh(), fresh(), fresh()];
    await set([one, two]);
    await confirm(await tokenOf(one));
    const before = await types();
    expect(await set([three, two, one])).toEqual({
      addresses: [
        { address: three, confirmed: false },
        { address: two, confirmed: false },
        { address: one, confirmed: true },
      ],
    });
    expect((await types()).slice(before.length)).toEqual(['user.confirmation_requested']);
  });

  it('says nothing when nothing changes', async () => {
    const one = fresh();
    await set([one]);
    const { version } = await stage.user(account.user);
    await set([one]);
    expect((await stage.user(account.user)).version).toBe(version);
    expect(await stage.audited(account.user)).toHaveLength(1);
  });

  it('asks again when the link has expired', async () => {
    const one = fresh();
    await set([one]);
    const token = await tokenOf(one);
    await stage.read('UPDATE auto_bcc_addresses SET expires_at = now() WHERE account_id = $1', [account.id]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    await set([one]);
    expect(await types()).toEqual(['user.confirmation_requested', 'user.confirmation_requested']);
    await expect(confirm(token)).resolves.toEqual({});
  });

  it('tells when a confirmed address is taken away; its link is dead', async () => {
    const [one, two] = [fresh(), fresh()];
    await set([one, two]);
    const waiting = await tokenOf(two);
    await confirm(await tokenOf(one));
    await set([]);
    expect(await effective()).toEqual([]);
    expect((await types()).at(-1)).toBe('user.auto_bcc_changed');
    await expect(confirm(waiting)).rejects.toMatchObject({ code: 'link_invalid' });
  });

  it('does not mail an address endlessly, though it is taken away in between', async () => {
    const one = fresh();
    for (let time = 0; time < 5; time += 1) {
      await set([one]);
      await set([]);
    }
    await expect(set([one])).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retryAfter: expect.any(Number) },
    });
    await expect(set([one], { by: account.colleague, of: account.colleague })).rejects.toMatchObject({
      code: 'rate_limited',
    });
    expect(await set([fresh()])).toMatchObject({ addresses: [{ confirmed: false }] });
  });

  it('lets no user have more than thirty mails a day', async () => {
    const ten = () => Array.from({ length: 10 }, fresh);
    for (const addresses of [ten(), ten(), ten()]) await set(addresses);
    await expect(set([fresh()])).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('counts once of twenty at once', async () => {
    const one = fresh();
    await set([one]);
    const token = await tokenOf(one);
    expect(await outcomes(Array.from({ length: 20 }, () => confirm(token)))).toEqual({ ok: 1, link_invalid: 19 });
  });

  it('stays whole when twenty lists are saved at once', async () => {
    const shared = fresh();
    const lists = Array.from({ length: 20 }, () => [shared, fresh()]);
    expect(await outcomes(lists.map((list) => set(list)))).toEqual({ ok: 20 });
    const { addresses } = await stage.parts.autoBcc.get(stage.caller(account, account.user), account.user);
    expect(lists).toContainEqual(addresses.map(({ address }) => address));
    const asked = (await types()).filter((type) => type === 'user.confirmation_requested');
    expect(asked).toHaveLength(21);
  });

  it('is for oneself and for managers', async () => {
    const { owner, administrator, user, colleague } = account;
    const code = async (by: string, of: string) => Object.keys(await outcomes([set([fresh()], { by, of })]))[0];
    expect(await code(administrator, user)).toBe('ok');
    expect(await code(administrator, owner)).toBe('forbidden');
    expect(await code(colleague, user)).toBe('forbidden');
    expect(await code(administrator, (await stage.account()).user)).toBe('not_found');
    const reading = stage.parts.autoBcc.get(stage.caller(account, colleague), user);
    await expect(reading).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is not confirmed for who is suspended or gone', async () => {
    const one = fresh();
    await set([one]);
    const token = await tokenOf(one);
    await stage.read('UPDATE users SET suspended_at = now() WHERE id = $1', [account.user]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    await stage.read('UPDATE users SET suspended_at = NULL, deleted_at = now() WHERE id = $1', [account.user]);
    await expect(confirm(token)).rejects.toMatchObject({ code: 'link_invalid' });
    expect(await effective()).toBeUndefined();
  });
});

describe('the list', () => {
  const refusal = (addresses: unknown) => SetAutoBccBody.safeParse({ addresses }).success;

  it('holds ten plain addresses, none twice', () => {
    const ten = Array.from({ length: 10 }, fresh);
    expect(refusal(ten)).toBe(true);
    expect(refusal([...ten, fresh()])).toBe(false);
    expect(refusal(['ada@example.com', 'ADA@Example.com'])).toBe(false);
    expect(refusal(['ada@example.com, eve@example.com'])).toBe(false);
    expect(refusal(['ada@example.com\r\nBcc: eve@example.com'])).toBe(false);
    expect(refusal('ada@example.com')).toBe(false);
  });
});
