// Real: PostgreSQL, sessions, tokens and links. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { allRoutes, lifecycleEvents, userEvents, type CloudEvent, type EventType, type Person } from '#contracts';
import { runInContext } from '#observability';
import { AuthStage, origin, outcome, type AuthCopy, signedIn } from '../testing/auth-stage.js';
import { SoftAuthenticator } from '../testing/soft-authenticator.js';
import { Endings } from './endings.js';
import { endings, notThereYet, type Cause, type Thing } from './endings.table.js';

const password = 'a quiet meadow beyond the hill';
const another = 'some other words that nobody knows';
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

interface Held {
  person: Person;
  /** The session that acts, if the cause has one. */
  mine: Awaited<ReturnType<typeof signIn>>;
  others: Awaited<ReturnType<typeof signIn>>[];
  link: string;
  key: string;
}

async function signIn(person: Person, transport: 'cookie' | 'bearer') {
  return signedIn(auth.signIns.signIn({ email: person.email, password, transport, rememberDevice: false, origin }));
}

async function held(): Promise<Held> {
  const person = await stage.known(auth, {}, password);
  const mine = await signIn(person, 'bearer');
  const others = [await signIn(person, 'cookie'), await signIn(person, 'bearer')];
  const key = await stage.key(auth, person);
  return { person, mine, others, link: (await stage.invite(auth, person)).token, key };
}

async function happens(type: EventType, { person }: Held, data: object, sequence = 5): Promise<void> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type: type.type,
    subject: person.id,
    time: new Date().toISOString(),
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

async function reset(one: Held): Promise<void> {
  await auth.recovery.resets.request({ email: one.person.email, origin });
  await auth.recovery.desk.drain();
  const { token } = await stage.newestLink(auth, one.person.id, 'password_reset');
  await auth.recovery.resets.complete({ token, password: another, origin });
}

/** How each cause comes about, by the way that it does in production. */
const causes: Record<Cause, (held: Held) => Promise<unknown>> = {
  signed_out: ({ mine }) => auth.own.signOut(mine.identity.caller),
  password_changed: ({ mine }) =>
    auth.recovery.changes.change(mine.identity.caller, { currentPassword: password, newPassword: another, origin }),
  password_reset: reset,
  email_changed: (one) => happens(lifecycleEvents.emailChanged, one, { changeId: uuidv7() }),
  second_factor_reset: async ({ person, mine }) => {
    const { caller } = mine.identity;
    const device = new SoftAuthenticator('https://desk.example');
    await auth.parts.own.registerPasskey(caller, {
      credential: device.create(await auth.parts.own.passkeyOptions(caller)),
    });
    await auth.parts.resets.reset({ ...caller, sub: uuidv7(), sid: uuidv7() }, person.id);
  },
  made_light_user: (one) => happens(userEvents.roleChanged, one, { from: 'user', to: 'light_user' }),
  suspended: (one) => happens(lifecycleEvents.suspended, one, { until: null }),
  deleted: (one) => happens(lifecycleEvents.deleted, one, { reassignTo: null }),
  restored: (one) => happens(lifecycleEvents.restored, one, {}),
};

async function isUsable(result: Held['mine']): Promise<{ session: boolean; refresh: boolean | null }> {
  const { cookie, accessToken, refreshToken } = result.secrets;
  const question = {
    kind: cookie === null ? ('bearer' as const) : ('cookie' as const),
    credential: cookie ?? accessToken ?? '',
    origin,
  };
  const session = (await outcome(auth.verification.verify(question))) === 'answered';
  if (refreshToken === null) return { session, refresh: null };
  const refresh = (await outcome(auth.refreshes.refresh({ refreshToken, origin }))) === 'answered';
  return { session, refresh };
}

/** After a restoration nothing may be there, also when the deletion was never heard of. */
function extentOf(cause: Cause, thing: Thing): string | undefined {
  const row: Partial<Record<string, string>> = endings[cause];
  return cause === 'restored' ? 'all' : row[thing];
}

function survives(extent: string | undefined, whose: 'mine' | 'others'): boolean {
  if (extent === 'all') return false;
  if (extent === 'this') return whose !== 'mine';
  return extent !== 'others' || whose === 'mine';
}

/** Section 7 of product.md, written down once more: the table is held against it, not against itself. */
const session = (extent: string) => ({ sessions: extent, refreshTokens: extent, accessTokens: extent });
const document: Record<Cause, Record<string, string>> = {
  signed_out: session('this'),
  password_changed: { ...session('others'), mailedLinks: 'all' },
  password_reset: { ...session('all'), mailedLinks: 'all' },
  email_changed: { mailedLinks: 'all' },
  second_factor_reset: { ...session('all'), mailedLinks: 'all' },
  made_light_user: { refreshTokens: 'of_apps', accessTokens: 'of_apps', apiKeys: 'all', appGrants: 'all' },
  suspended: { ...session('all'), apiKeys: 'paused', appGrants: 'paused', mailedLinks: 'all' },
  deleted: { ...session('all'), apiKeys: 'all', appGrants: 'all', mailedLinks: 'all' },
  restored: {},
};

it('the table is that of the document', () => {
  expect(endings).toEqual(document);
});

describe.each(Object.keys(endings) as Cause[])('%s', (cause) => {
  const row = (thing: Thing) => extentOf(cause, thing);
  let one: Held;
  let mine: Awaited<ReturnType<typeof isUsable>>;
  let others: Awaited<ReturnType<typeof isUsable>>[];
  let link: string;
  let key: string;

  beforeAll(async () => {
    one = await held();
    await causes[cause](one);
    key = await outcome(auth.keyVerification.checkDocs({ credential: one.key, origin }));
    link = await outcome(auth.finder.live('invitation', { token: one.link }, origin));
    mine = await isUsable(one.mine);
    others = await Promise.all(one.others.map(isUsable));
  });

  it(`sessions: ${row('sessions') ?? 'go on'}`, () => {
    expect(others[0]?.session).toBe(survives(row('sessions'), 'others'));
  });

  it(`access tokens: ${row('accessTokens') ?? 'go on'}`, () => {
    expect(mine.session).toBe(survives(row('accessTokens'), 'mine'));
    expect(others[1]?.session).toBe(survives(row('accessTokens'), 'others'));
  });

  it(`refresh tokens: ${row('refreshTokens') ?? 'go on'}`, () => {
    expect(mine.refresh).toBe(survives(row('refreshTokens'), 'mine'));
    expect(others[1]?.refresh).toBe(survives(row('refreshTokens'), 'others'));
  });

  it(`mailed links: ${row('mailedLinks') ?? 'go on'}`, () => {
    expect(link).toBe(row('mailedLinks') === 'all' ? 'link_invalid' : 'answered');
  });

  it(`API keys: ${row('apiKeys') ?? 'go on'}`, async () => {
    expect(key).toBe(row('apiKeys') === undefined ? 'answered' : 'unauthenticated');
    if (row('apiKeys') !== 'paused') return;
    await happens(lifecycleEvents.suspensionLifted, one, { by: 'manager' }, 6);
    expect(await outcome(auth.keyVerification.checkDocs({ credential: one.key, origin }))).toBe('answered');
  });
});

describe('app grants', () => {
  it('are declared, and nobody can have one: nothing ends them, and no table holds them', async () => {
    expect(notThereYet).toEqual(['appGrants']);
    const tables = await stage.read(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'auth' AND table_name ~ 'grant|oauth|app'`,
    );
    expect(tables).toEqual([]);
    expect(allRoutes.filter(({ path }) => /authorized-apps|oauth\/(?!jwks)|\/apps/.test(path))).toEqual([]);
  });
});

describe('the table', () => {
  it('fits who ends things, as the service checks when it starts', () => {
    expect(() => auth.table.onApplicationBootstrap()).not.toThrow();
    expect(() => new Endings(auth.endings, auth.links).onApplicationBootstrap()).toThrow(/who ends it: apiKeys$/);
  });

  it('does not call a thing absent that somebody ends', async () => {
    const { table } = await stage.copy();
    table.register('appGrants', async () => {});
    expect(() => table.onApplicationBootstrap()).toThrow(/who ends it: appGrants$/);
  });

  it('tells whoever keeps another kind of credential how much of it ends', async () => {
    const { table } = await stage.copy();
    const told: string[] = [];
    table.register('appGrants', async (extent, { cause }) => void told.push(`${cause} ${extent}`));
    const [userId, accountId] = [uuidv7(), uuidv7()];
    await stage.test.database.transaction({ accountId }, async () => {
      for (const cause of ['made_light_user', 'suspended', 'deleted', 'restored', 'email_changed'] as const) {
        await table.apply({ cause, accountId, userId });
      }
    });
    expect(told).toEqual(['made_light_user all', 'suspended paused', 'deleted all']);
  });
});

describe('nothing comes back', () => {
  it('after a suspension, also not what a sign-in began before it and finished after', async () => {
    const one = await held();
    const verify = auth.hasher.verify.bind(auth.hasher);
    auth.hasher.verify = async (stored, secret) => {
      const right = await verify(stored, secret);
      await happens(lifecycleEvents.suspended, one, { until: null }, 5);
      return right;
    };
    expect(await outcome(signIn(one.person, 'bearer'))).toBe('invalid_credentials');
    auth.hasher.verify = verify;
    await happens(lifecycleEvents.suspensionLifted, one, { by: 'manager' }, 6);
    for (const result of [one.mine, ...one.others]) expect((await isUsable(result)).session).toBe(false);
    const rows = await stage.read('SELECT FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [one.person.id]);
    expect(rows).toHaveLength(0);
    expect(await outcome(signIn(one.person, 'bearer'))).toBe('answered');
  });

  it('after a reset, also not by the old password that was on its way', async () => {
    const one = await held();
    const verify = auth.hasher.verify.bind(auth.hasher);
    auth.hasher.verify = async (stored, secret) => {
      const right = await verify(stored, secret);
      await reset(one);
      return right;
    };
    expect(await outcome(signIn(one.person, 'bearer'))).toBe('invalid_credentials');
    auth.hasher.verify = verify;
    const rows = await stage.read('SELECT FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [one.person.id]);
    expect(rows).toHaveLength(0);
  });

  it('after a deletion and a restoration', async () => {
    const one = await held();
    await happens(lifecycleEvents.deleted, one, { reassignTo: null }, 5);
    auth.directory.people.set(one.person.id, { ...one.person, state: 'not_invited', version: 6 });
    await happens(lifecycleEvents.restored, one, {}, 6);
    for (const result of [one.mine, ...one.others]) {
      expect(await isUsable(result)).toMatchObject({ session: false });
    }
    expect(await outcome(signIn(one.person, 'bearer'))).toBe('invalid_credentials');
    expect(await outcome(auth.finder.live('invitation', { token: one.link }, origin))).toBe('link_invalid');
  });
});

describe('an erased person', () => {
  it('leaves no address, device or place behind', async () => {
    const one = await held();
    await happens(lifecycleEvents.deleted, one, { reassignTo: null }, 5);
    await happens(lifecycleEvents.erased, one, {}, 6);
    const { id } = one.person;
    const [identity] = await stage.read<{ email: string }>('SELECT email FROM identities WHERE user_id = $1', [id]);
    expect(identity?.email).toBe(`erased-${id}@erased.invalid`);
    const traces = await stage.read('SELECT DISTINCT ip, user_agent FROM sessions WHERE user_id = $1', [id]);
    expect(traces).toEqual([{ ip: '', user_agent: '' }]);
    expect(await stage.read('SELECT FROM sign_in_places WHERE user_id = $1', [id])).toEqual([]);
  });
});

describe('a manager', () => {
  it('stands in the event of what they ended', async () => {
    const [manager, target] = [await held(), await held()];
    auth.directory.people.set(target.person.id, { ...target.person, accountId: manager.person.accountId });
    const { caller } = manager.mine.identity;
    await stage.read('UPDATE sessions SET account_id = $2 WHERE user_id = $1', [
      target.person.id,
      manager.person.accountId,
    ]);
    await runInContext({ requestId: 'test', caller }, () =>
      auth.active.revokeOthers(caller, { userId: target.person.id }),
    );
    const events = await stage.events('session.ended', target.person.id);
    expect(events.map(({ actorid }) => actorid)).toEqual([caller.sub, caller.sub, caller.sub]);
  });
});
