// Real: PostgreSQL with the migrations, as the service's own role. Fake: auth, and pushes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { credentialEvents, secondFactorEvents } from '#contracts';
import { OffersStage } from '../testing/offers-stage.js';
import { codeOf, PolicyStage, type Cast } from '../testing/policy-stage.js';

let stage: PolicyStage;
let offers: OffersStage;
let cast: Cast;

beforeAll(async () => {
  stage = await PolicyStage.open();
  offers = new OffersStage(stage);
});

afterAll(async () => {
  await stage?.test.close();
});

/** The owner has offered the ownership to the administrator. */
beforeEach(async () => {
  cast = await stage.account();
  await stage.request(cast, cast.owner, cast.administrator);
});

const accept = (userId = cast.administrator) => stage.as(cast, userId, (caller) => stage.ownership.accept(caller));
const withdraw = (userId: string) => stage.as(cast, userId, (caller) => stage.ownership.withdraw(caller));
const pending = (userId = cast.owner) => stage.as(cast, userId, (caller) => stage.ownership.get(caller));
const give = (role: 'administrator' | 'user' | 'light_user', by = cast.another) =>
  stage.as(cast, by, (caller) => stage.updates.update(caller, { userId: cast.administrator, changes: { role } }));
const ended = async () => {
  const events = await stage.events(cast.accountId);
  return events.filter(({ type }) => type.endsWith('withdrawn')).map(({ data }) => data);
};
const recordedEndings = async () => {
  const entries = await stage.log(cast.accountId);
  return entries.filter(({ action }) => action.endsWith('withdrawn')).map(({ change }) => change['reason']);
};
const roleOf = async (userId: string) =>
  (await stage.rows<{ role: string }>('SELECT role FROM users WHERE id = $1', [userId]))[0]?.role;
const addressed = (reason: string, by = cast.another) => ({ from: cast.owner, to: cast.administrator, by, reason });

/** Waits as the person in two places at once would. */
async function race(...tries: Promise<unknown>[]): Promise<string[]> {
  return Promise.all(tries.map(codeOf));
}

describe('an offer of the ownership ends with what it was made for', () => {
  it('by a deletion; who comes back was offered nothing', async () => {
    await offers.delete(cast, cast.another, cast.administrator);
    expect(await ended()).toEqual([addressed('deleted')]);
    expect(await recordedEndings()).toEqual([{ after: 'deleted' }]);
    expect(await codeOf(pending())).toBe('not_found');
    await offers.restore(cast, cast.another, cast.administrator);
    await stage.rows('UPDATE users SET accepted_at = now() WHERE id = $1', [cast.administrator]);
    await stage.rows('UPDATE users SET signed_out_at = NULL WHERE id = $1', [cast.administrator]);
    expect(await codeOf(accept())).toBe('no_transfer_pending');
    expect(await codeOf(stage.request(cast, cast.owner, cast.another))).toBe('done');
  });

  it('by a suspension, once', async () => {
    await offers.suspend(cast, cast.another, cast.administrator);
    expect(await ended()).toEqual([addressed('suspended')]);
    await offers.lift(cast, cast.another, cast.administrator);
    await stage.rows('UPDATE users SET signed_out_at = NULL WHERE id = $1', [cast.administrator]);
    expect(await codeOf(accept())).toBe('no_transfer_pending');
    await offers.suspend(cast, cast.another, cast.administrator);
    expect(await ended()).toHaveLength(1);
  });

  it.each(['user', 'light_user'] as const)('by the role %s; promoting them again brings nothing back', async (role) => {
    await give(role);
    expect(await ended()).toEqual([addressed('role_changed')]);
    await give('administrator');
    expect(await codeOf(accept())).toBe('no_transfer_pending');
    expect(await codeOf(stage.request(cast, cast.owner, cast.another))).toBe('done');
  });

  it('by another address, whoever asked for it', async () => {
    await offers.readdress(cast, cast.another, cast.administrator);
    expect(await ended()).toEqual([addressed('email_changed')]);
    expect(await codeOf(accept())).toBe('no_transfer_pending');
    await stage.request(cast, cast.owner, cast.administrator);
    await offers.readdress(cast, cast.administrator, cast.administrator);
    expect((await ended()).at(-1)).toEqual(addressed('email_changed', cast.administrator));
  });

  it('by a password set without the old one, and by a reset of second factors', async () => {
    const { administrator: userId } = cast;
    await offers.tell(cast, credentialEvents.passwordSet, { userId, via: 'change' });
    await offers.tell(cast, secondFactorEvents.disabled, { userId, kinds: [] });
    expect(await ended()).toEqual([]);
    await offers.tell(cast, credentialEvents.passwordSet, { userId, via: 'reset' });
    expect(await ended()).toEqual([addressed('recovered', userId)]);
    await stage.request(cast, cast.owner, cast.administrator);
    await offers.tell(cast, secondFactorEvents.reset, { userId, kinds: ['totp'] }, { by: cast.another });
    expect((await ended()).at(-1)).toEqual(addressed('recovered'));
    expect(await codeOf(pending())).toBe('not_found');
  });

  it('not by late news of what happened before it, and not by what happens to others', async () => {
    const { administrator: userId, another } = cast;
    const at = new Date(Date.now() - 60_000);
    await offers.tell(cast, credentialEvents.passwordSet, { userId, via: 'reset' }, { at });
    await offers.tell(cast, credentialEvents.passwordSet, { userId: another, via: 'reset' });
    await offers.readdress(cast, cast.owner, another);
    await offers.suspend(cast, cast.owner, another);
    await offers.delete(cast, cast.owner, cast.user);
    expect(await ended()).toEqual([]);
    expect(await codeOf(accept())).toBe('done');
  });

  it('silently when it had expired', async () => {
    await stage.rows('UPDATE ownership_transfers SET expires_at = now() WHERE account_id = $1', [cast.accountId]);
    await offers.delete(cast, cast.another, cast.administrator);
    expect(await ended()).toEqual([]);
  });

  it('with the next version of the account', async () => {
    const versions = async () => (await stage.events(cast.accountId)).filter(({ type }) => type.startsWith('account.'));
    await give('user');
    const [requested, withdrawn] = await versions();
    expect(withdrawn?.sequence).toBe((requested?.sequence ?? 0) + 1);
  });
});

describe('accepting', () => {
  it('is refused when auth let somebody in anew since the offer, told of or not', async () => {
    stage.recovered.set(cast.administrator, new Date());
    expect(await codeOf(accept())).toBe('no_transfer_pending');
    expect(await roleOf(cast.owner)).toBe('owner');
    await withdraw(cast.owner);
    await stage.request(cast, cast.owner, cast.administrator);
    expect(await codeOf(accept())).toBe('done');
  });

  it('is refused to who was restored or got another address since, however the offer stayed', async () => {
    const change = (set: string) => stage.rows(`UPDATE users SET ${set} WHERE id = $1`, [cast.administrator]);
    await change('restored_at = now()');
    expect(await codeOf(accept())).toBe('no_transfer_pending');
    await change(`restored_at = now() - interval '1 hour'`);
    await stage.rows(
      `INSERT INTO email_changes (id, account_id, user_id, old_email, new_email, requested_by, expires_at, confirmed_at)
       VALUES (gen_random_uuid(), $1, $2, 'a@a.example', 'b@b.example', $2, now(), now())`,
      [cast.accountId, cast.administrator],
    );
    expect(await codeOf(accept())).toBe('no_transfer_pending');
    expect(await roleOf(cast.administrator)).toBe('administrator');
  });
});

describe('declining', () => {
  it('is for whoever the offer names, in any role', async () => {
    for (const role of ['administrator', 'user', 'light_user']) {
      await stage.rows('UPDATE users SET role = $2 WHERE id = $1', [cast.administrator, role]);
      expect(await codeOf(pending(cast.administrator))).toBe('done');
      expect(await codeOf(withdraw(cast.administrator))).toBe('done');
      expect((await ended()).at(-1)).toEqual(addressed('declined', cast.administrator));
      await stage.rows(`UPDATE users SET role = 'administrator' WHERE id = $1`, [cast.administrator]);
      await stage.request(cast, cast.owner, cast.administrator);
    }
    for (const other of [cast.another, cast.user, cast.light]) expect(await codeOf(withdraw(other))).toBe('forbidden');
  });
});

describe('an acceptance at once with what ends the offer: one of them counts', () => {
  const endings = {
    deletion: () => offers.delete(cast, cast.another, cast.administrator),
    suspension: () => offers.suspend(cast, cast.another, cast.administrator),
    demotion: () => give('user'),
    'change of address': () => offers.readdress(cast, cast.another, cast.administrator),
    reset: () => offers.tell(cast, credentialEvents.passwordSet, { userId: cast.administrator, via: 'reset' }),
  };

  it.each(Object.entries(endings))('%s', async (name, end) => {
    for (let n = 0; n < 8; n += 1) {
      if (n > 0) {
        cast = await stage.account();
        await stage.request(cast, cast.owner, cast.administrator);
      }
      const [first, second] = n % 2 === 0 ? [accept(), end()] : [end(), accept()];
      const outcomes = await race(first, second);
      expect(outcomes).not.toContain('internal');
      expect(outcomes).not.toContain('40P01');
      const [accepted] = n % 2 === 0 ? outcomes : outcomes.toReversed();
      const taken = accepted === 'done';
      expect([name, await ended()]).toEqual([name, taken ? [] : [expect.objectContaining({ to: cast.administrator })]]);
      expect(await roleOf(cast.administrator)).toBe(taken ? 'owner' : name === 'demotion' ? 'user' : 'administrator');
      expect(await roleOf(cast.owner)).toBe(taken ? 'administrator' : 'owner');
    }
  });

  it('a new offer and the deletion of who it is for leave none open', async () => {
    await withdraw(cast.owner);
    const offered = stage.request(cast, cast.owner, cast.administrator);
    const outcomes = await race(offered, offers.delete(cast, cast.another, cast.administrator));
    expect(outcomes[1]).toBe('done');
    expect(await codeOf(pending())).toBe('not_found');
  });
});
