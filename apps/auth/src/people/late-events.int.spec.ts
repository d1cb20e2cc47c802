// Real: PostgreSQL. Fake: the users service. Events come in any order and twice, and the same is left.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { lifecycleEvents, userEvents, type CloudEvent, type EventType, type Person } from '#contracts';
import { callerOf } from '../testing/api-key-parts.js';
import { AuthStage, origin, outcome, signedIn, type AuthCopy } from '../testing/auth-stage.js';
import { SoftAuthenticator } from '../testing/soft-authenticator.js';

const password = 'a quiet meadow beyond the hill';
const another = 'some other words that nobody knows';
const credentials = [
  'sessions',
  'links',
  'second_factors',
  'recovery_codes',
  'remembered_devices',
  'api_keys',
] as const;
let stage: AuthStage;
let auth: AuthCopy;
let passwordHash: string;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open({ REQUESTED_MAILS_PER_RECIPIENT: 1_000 }));
  passwordHash = await auth.hasher.hash(password);
});

afterAll(async () => {
  await stage?.test.close();
});

/** One event about somebody, ten seconds or less ago: the higher its sequence, the later. */
interface Told {
  type: EventType;
  sequence: number;
  data: object;
}

const suspended = { type: lifecycleEvents.suspended, data: { until: null } };
const lifted = { type: lifecycleEvents.suspensionLifted, data: { by: 'manager' } };
const deleted = { type: lifecycleEvents.deleted, data: { reassignTo: null } };
const restored = { type: lifecycleEvents.restored, data: {} };
const erased = { type: lifecycleEvents.erased, data: {} };
const readdressed = { type: lifecycleEvents.emailChanged, data: { changeId: uuidv7() } };
const role = (from: string, to: string) => ({ type: userEvents.roleChanged, data: { from, to } });
const at = (sequence: number, told: Omit<Told, 'sequence'>): Told => ({ ...told, sequence });
const invitation = (sequence: number, version: number): Told => {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const data = { invitation: { version, expiresAt, invitedBy: uuidv7() } };
  return { type: userEvents.invited, sequence, data };
};

/** Delivers without an inbox in front, so that nothing but the effects themselves make a repetition harmless. */
async function deliver(person: Person, { type, sequence, data }: Told): Promise<void> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type: type.type,
    subject: person.id,
    time: new Date(Date.now() - 20_000 + sequence * 1_000).toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: person.accountId,
    sequence,
    actorid: null,
    data: { userId: person.id, ...data },
  };
  const effect = await auth.people.consumer.handlers.get(type.type)?.begin(event);
  await stage.test.database.transaction({ accountId: person.accountId }, async () => effect?.());
}

async function deliverAll(person: Person, order: readonly Told[]): Promise<void> {
  for (const told of order) await deliver(person, told);
}

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const nameOf = (order: readonly Told[]) => order.map(({ type, sequence }) => `${sequence} ${type.type}`).join(', ');

async function signIn(person: Person, secret = password) {
  return signedIn(
    auth.signIns.signIn({ email: person.email, password: secret, transport: 'bearer', rememberDevice: true, origin }),
  );
}

const signInOf = (person: Person, secret = password) =>
  outcome(
    auth.signIns.signIn({ email: person.email, password: secret, transport: 'bearer', rememberDevice: false, origin }),
  );

const makeKey = (person: Person) =>
  auth.apiKeys.create(callerOf(person), { userId: person.id, name: 'Nightly', kind: 'api' });

/** Gives somebody one of everything that signs in or helps to, made just now. */
async function equip(person: Person, secret: { hash: string; password: string }): Promise<string> {
  await stage.test.database.transaction({ system: 'test' }, () =>
    auth.identities.setPassword(
      { user_id: person.id, account_id: person.accountId },
      { hash: secret.hash, needsFactor: false },
    ),
  );
  const { secrets, identity } = await signIn(person, secret.password);
  const device = new SoftAuthenticator('https://desk.example');
  const options = await auth.parts.own.passkeyOptions(identity.caller);
  await auth.parts.own.registerPasskey(identity.caller, { credential: device.create(options) });
  await makeKey(person);
  return secrets.refreshToken ?? '';
}

/** As {@link equip}, an hour ago. */
async function equippedLongAgo(fields: Partial<Person>): Promise<{ person: Person; refreshToken: string }> {
  const person = await stage.known(auth, fields);
  const refreshToken = await equip(person, { hash: passwordHash, password });
  await stage.invite(auth, person);
  for (const table of credentials) {
    await stage.read(`UPDATE ${table} SET created_at = created_at - interval '1 hour' WHERE user_id = $1`, [person.id]);
  }
  await stage.read(`UPDATE credentials SET password_set_at = now() - interval '1 hour' WHERE user_id = $1`, [
    person.id,
  ]);
  return { person, refreshToken };
}

/** What is left of somebody, by the rows. */
async function leftOf({ id }: Person) {
  const [left] = await stage.read<Record<string, unknown>>(
    `SELECT i.suspended_at IS NOT NULL AS suspended, i.deleted_at IS NOT NULL AS deleted, i.email, i.manager,
       EXISTS (SELECT FROM credentials c WHERE c.user_id = $1 AND c.password_hash IS NOT NULL) AS password,
       (SELECT count(*)::int FROM sessions s WHERE s.user_id = $1 AND s.ended_at IS NULL) AS sessions,
       (SELECT count(*)::int FROM links l WHERE l.user_id = $1 AND l.spent_at IS NULL AND l.replaced_at IS NULL) AS links,
       (SELECT count(*)::int FROM second_factors f WHERE f.user_id = $1) AS factors,
       (SELECT count(*)::int FROM recovery_codes r WHERE r.user_id = $1) > 0 AS codes,
       (SELECT count(*)::int FROM remembered_devices d WHERE d.user_id = $1) AS devices,
       (SELECT count(*)::int FROM api_keys k WHERE k.user_id = $1 AND k.revoked_at IS NULL) AS keys
     FROM identities i WHERE i.user_id = $1`,
    [id],
  );
  return left;
}

const nothing = { password: false, sessions: 0, links: 0, factors: 0, codes: false, devices: 0, keys: 0 };
const everything = { password: true, sessions: 1, links: 1, factors: 1, codes: true, devices: 1, keys: 1 };
const there = { suspended: false, deleted: false };

describe('whatever the order of events, twice each', () => {
  it('nothing is left after a deletion and a restoration', async () => {
    const lives = [at(3, suspended), at(4, lifted), at(5, deleted), at(6, restored)];
    for (const order of ordersOf(lives)) {
      const { person } = await equippedLongAgo({ state: 'not_invited', version: 6 });
      await deliverAll(person, [...order, ...order]);
      const left = { order: nameOf(order), ...(await leftOf(person)) };
      expect(left).toEqual({ order: nameOf(order), email: person.email, manager: false, ...there, ...nothing });
    }
  }, 120_000);

  it('only the password and what it takes besides is left after a suspension', async () => {
    const lives = [at(3, suspended), at(4, lifted), at(5, suspended), at(6, lifted)];
    for (const order of ordersOf(lives)) {
      const { person } = await equippedLongAgo({ version: 6 });
      await deliverAll(person, [...order, ...order]);
      const left = { order: nameOf(order), ...(await leftOf(person)) };
      expect(left).toMatchObject({ order: nameOf(order), ...there, ...everything, sessions: 0, links: 0 });
    }
  }, 60_000);

  it('no address is left of somebody who was erased', async () => {
    for (const order of ordersOf([at(5, deleted), at(6, erased)])) {
      const { person } = await equippedLongAgo({ state: 'deleted', version: 6 });
      await deliverAll(person, [...order, ...order]);
      const email = `erased-${person.id}@erased.invalid`;
      expect(await leftOf(person)).toMatchObject({ email, suspended: false, deleted: true, ...nothing });
    }
  });

  it('an invitation from before a suspension or a change of the address is good for nothing', async () => {
    for (const later of [[at(3, suspended), at(4, lifted)], [at(4, readdressed)]]) {
      for (const order of ordersOf([invitation(2, 1), ...later])) {
        const person = await stage.known(auth, { version: 4 });
        await deliverAll(person, [...order, ...order]);
        expect({ order: nameOf(order), ...(await leftOf(person)) }).toMatchObject({ order: nameOf(order), links: 0 });
      }
    }
  });

  it('the newest invitation works, if it was sent after what ends them', async () => {
    for (const order of ordersOf([invitation(2, 1), at(3, suspended), at(4, lifted), invitation(5, 2)])) {
      const person = await stage.known(auth, { version: 5 });
      await deliverAll(person, [...order, ...order]);
      const { token } = await stage.newestLink(auth, person.id, 'invitation');
      const found = await outcome(auth.finder.live('invitation', { token }, origin));
      expect({ order: nameOf(order), found }).toEqual({ order: nameOf(order), found: 'answered' });
    }
  });
});

describe('before the event that ends has come', () => {
  it('a restored person is not signed in by anything from before', async () => {
    const { person, refreshToken } = await equippedLongAgo({ state: 'not_invited', version: 6 });
    // Made after the restoration, before anybody here had heard of it: by what it has ended.
    await stage.read('UPDATE sessions SET created_at = now() WHERE user_id = $1', [person.id]);
    await stage.read('UPDATE api_keys SET created_at = now() WHERE user_id = $1', [person.id]);
    await deliver(person, at(6, restored));
    expect(await signInOf(person)).toBe('invalid_credentials');
    expect(await outcome(auth.refreshes.refresh({ refreshToken, origin }))).toBe('refresh_token_invalid');
    expect(await leftOf(person)).toMatchObject(nothing);
  });

  it('a session from before a suspension is over when that is lifted', async () => {
    const { person, refreshToken } = await equippedLongAgo({ version: 6 });
    await deliver(person, at(6, lifted));
    expect(await outcome(auth.refreshes.refresh({ refreshToken, origin }))).toBe('refresh_token_invalid');
    expect(await signInOf(person)).toBe('answered');
  });
});

describe('what was made since', () => {
  it('stays whatever comes late after a restoration', async () => {
    const hash = await auth.hasher.hash(another);
    const lives = [at(3, suspended), at(4, lifted), at(5, deleted)];
    for (const late of ordersOf(lives)) {
      const { person } = await equippedLongAgo({ state: 'not_invited', version: 6 });
      await deliver(person, at(6, restored));
      auth.directory.people.set(person.id, { ...person, state: 'invited', version: 7 });
      await deliver(person, invitation(7, 2));
      await equip(person, { hash, password: another });
      await deliverAll(person, late);
      const left = { order: nameOf(late), ...(await leftOf(person)) };
      expect(left).toMatchObject({ order: nameOf(late), ...there, ...everything });
      expect(await signInOf(person, another)).toBe('answered');
    }
  }, 60_000);

  it('stays also when the invitation comes before the restoration', async () => {
    const hash = await auth.hasher.hash(another);
    for (const late of ordersOf([at(5, deleted), at(6, restored)])) {
      const { person } = await equippedLongAgo({ state: 'invited', version: 7 });
      await stage.read('DELETE FROM second_factors WHERE user_id = $1', [person.id]);
      await deliver(person, invitation(7, 2));
      await equip(person, { hash, password: another });
      await deliverAll(person, late);
      // One of each, so that those of before have ended.
      const left = { order: nameOf(late), ...(await leftOf(person)) };
      expect(left).toMatchObject({ order: nameOf(late), ...there, ...everything });
    }
  });

  it('is not signed out by a suspension that is over', async () => {
    const { person } = await equippedLongAgo({ version: 6 });
    await deliver(person, at(6, lifted));
    await stage.read('DELETE FROM second_factors WHERE user_id = $1', [person.id]);
    const { secrets } = await signIn(person);
    await deliver(person, at(5, suspended));
    const refreshToken = secrets.refreshToken ?? '';
    expect(await outcome(auth.refreshes.refresh({ refreshToken, origin }))).toBe('answered');
    expect(await leftOf(person)).toMatchObject({ ...there, sessions: 1 });
  });

  it('is a link to the new address, when changes of the address come late', async () => {
    const { person } = await equippedLongAgo({ state: 'active', version: 6 });
    const moved = { ...person, email: `new.${person.email}` };
    await auth.recovery.resets.request({ email: person.email, origin });
    await auth.recovery.desk.drain();
    const { token: toTheOld } = await stage.newestLink(auth, person.id, 'password_reset');
    auth.directory.people.set(person.id, moved);
    await deliver(person, at(6, readdressed));
    expect(await outcome(auth.finder.live('password_reset', { token: toTheOld }, origin))).toBe('link_invalid');
    await auth.recovery.resets.request({ email: moved.email, origin });
    await auth.recovery.desk.drain();
    const { token } = await stage.newestLink(auth, person.id, 'password_reset');
    await deliver(person, at(5, readdressed));
    expect(await outcome(auth.finder.live('password_reset', { token }, origin))).toBe('answered');
  });

  it('is a key of somebody who is no light user any more, and none from before', async () => {
    const { person } = await equippedLongAgo({ version: 6 });
    await deliver(person, at(6, role('light_user', 'user')));
    expect(await leftOf(person)).toMatchObject({ keys: 0, password: true, sessions: 1 });
    await makeKey(person);
    await deliverAll(person, [at(5, role('user', 'light_user')), at(6, role('light_user', 'user'))]);
    expect(await leftOf(person)).toMatchObject({ keys: 1 });
  });

  it('is what somebody may have again who was a light user for a while', async () => {
    const copy = await stage.copy();
    for (const order of ordersOf([at(5, role('user', 'light_user')), at(6, role('light_user', 'user'))])) {
      const person = await stage.known(copy, { version: 6 });
      const told: { before: Date | undefined; version: number | undefined }[] = [];
      const bystander = async (_extent: unknown, { before, at: moment }: { before?: Date; at?: { version: number } }) =>
        void told.push({ before, version: moment?.version });
      auth.table.register('apiKeys', bystander);
      await deliverAll(person, order);
      // Unbounded only while nothing newer was known.
      const newest = order[0]?.sequence === 5;
      expect(told.map(({ version, before }) => [version, before === undefined])).toEqual(
        newest
          ? [
              [5, true],
              [6, false],
            ]
          : [
              [6, false],
              [5, false],
            ],
      );
      expect(await leftOf(person)).toMatchObject({ manager: false });
    }
  });
});

describe('a change of the address', () => {
  const block = async (person: Person) => {
    for (let n = 0; n < 10; n += 1) expect(await signInOf(person, 'wrong')).toBe('invalid_credentials');
    expect(await signInOf(person)).toBe('invalid_credentials');
  };
  const move = (person: Person, version: number) => {
    const moved = { ...person, version, email: `${uuidv7()}@people.example` };
    auth.directory.people.set(person.id, moved);
    return moved;
  };

  it('begins anew where strangers had blocked the new one, and lifts no block that came after', async () => {
    for (const order of ordersOf([at(5, readdressed), at(6, readdressed)])) {
      const person = await stage.known(auth, { version: 4 }, password);
      const moved = move(person, 6);
      await block(moved);
      await deliver(person, order[0] ?? at(6, readdressed));
      expect(await signInOf(moved)).toBe('answered');
      // Nobody was told that it was blocked.
      expect(await stage.events('credential.unlocked', person.id)).toEqual([]);
      await block(moved);
      await deliverAll(person, [...order, ...order]);
      expect(await signInOf(moved)).toBe('invalid_credentials');
    }
  });

  it('says that a block of the one before binds the person no more', async () => {
    const person = await stage.known(auth, { version: 4 }, password);
    await block(person);
    const moved = move(person, 5);
    await deliverAll(person, [at(5, readdressed), at(5, readdressed)]);
    expect(await signInOf(moved)).toBe('answered');
    const [locked] = await stage.events('credential.locked', person.id);
    const [unlocked, ...more] = await stage.events('credential.unlocked', person.id);
    expect([more, unlocked?.sequence]).toEqual([[], (locked?.sequence ?? 0) + 1]);
  });
});
