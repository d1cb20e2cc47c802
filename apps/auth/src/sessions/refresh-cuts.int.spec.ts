// Real: PostgreSQL, whose connections are cut, and signatures. Fake: the users service.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { AuthCopy, AuthStage, origin, outcome, signedIn } from '../testing/auth-stage.js';
import { cableTo, type Cable } from '../testing/cable.js';

const password = 'a quiet meadow beyond the hill';
/** Keys of the locks at which a rotation stops. */
const stopAt = { write: 1, commit: 2 };
let stage: AuthStage;
let auth: AuthCopy;
let cable: Cable;
/** The same service at the end of a cable. */
let remote: AuthCopy;
let admin: Client;

/** Stops whoever writes a rotation, within the statement or within the commit, for as long as the admin holds a lock. */
const stops = `
  CREATE FUNCTION stop_rotation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::int); RETURN NEW; END $$;
  CREATE TRIGGER stop_write BEFORE UPDATE OF generation ON auth.sessions
    FOR EACH ROW EXECUTE FUNCTION stop_rotation(${stopAt.write});
  CREATE CONSTRAINT TRIGGER stop_commit AFTER UPDATE OF generation ON auth.sessions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION stop_rotation(${stopAt.commit});`;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
  cable = await cableTo(stage.test);
  remote = await new AuthCopy(cable.test, stage.directory).open();
  admin = new Client({ connectionString: stage.test.adminUrl });
  await admin.connect();
  await admin.query(stops);
});

afterEach(async () => {
  await admin.query('ROLLBACK; SELECT pg_advisory_unlock_all()');
});

afterAll(async () => {
  await admin?.end();
  await cable?.close();
  await stage?.test.close();
});

const refresh = (refreshToken: string, copy = auth) => copy.refreshes.refresh({ refreshToken, origin });

async function newSession() {
  const { email } = await stage.known(auth, {}, password);
  const asked = { email, password, transport: 'bearer' as const, rememberDevice: false, origin };
  const { session, secrets } = await signedIn(auth.signIns.signIn(asked));
  return { id: session.id, refreshToken: secrets.refreshToken ?? '' };
}

async function generationOf(id: string): Promise<number | undefined> {
  const read = 'SELECT generation FROM sessions WHERE id = $1 AND ended_at IS NULL';
  return (await stage.read<{ generation: number }>(read, [id]))[0]?.generation;
}

/** Who of the service waits for what the admin holds. */
const waiting = `FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'muster-auth'
  AND wait_event_type = 'Lock'`;

async function until(what: string, met: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 2_500; Date.now() < deadline; await sleep(5)) if (await met()) return;
  throw new Error(`Nothing came of it: ${what}`);
}

const stopped = () =>
  until('a refresh is stopped', async () => (await admin.query(`SELECT ${waiting}`)).rowCount === 1);

/** Ends the connection of the refresh that is stopped. */
async function terminate(): Promise<void> {
  const { rowCount } = await admin.query(`SELECT pg_terminate_backend(pid) ${waiting}`);
  expect(rowCount).toBe(1);
}

const holdRow = (id: string) => admin.query(`BEGIN; SELECT FROM auth.sessions WHERE id = '${id}' FOR UPDATE`);
const holdWrite = () => admin.query('SELECT pg_advisory_lock($1)', [stopAt.write]);
const holdCommit = () => admin.query('SELECT pg_advisory_lock($1)', [stopAt.commit]);
const letGo = () => admin.query('ROLLBACK; SELECT pg_advisory_unlock_all()');

describe('a refresh whose connection is cut', () => {
  it.each([
    ['before the session is held', holdRow],
    ['while the rotation is written', holdWrite],
    ['within the commit', holdCommit],
  ])('%s costs its person nothing, however often', async (_when, hold) => {
    const { id, refreshToken } = await newSession();
    const before = await generationOf(id);
    for (let time = 0; time < 3; time += 1) {
      await hold(id);
      const cut = outcome(refresh(refreshToken));
      await stopped();
      await terminate();
      expect(await cut).toBe('unavailable');
      await letGo();
      expect(await generationOf(id)).toBe(before);
    }
    const next = await refresh(refreshToken);
    expect(await outcome(refresh(next.refreshToken))).toBe('answered');
  });

  it('after the commit, which nobody could tell, gets the same pair by the same token', async () => {
    const { id, refreshToken } = await newSession();
    const before = (await generationOf(id)) ?? 0;
    await holdCommit();
    const cut = outcome(refresh(refreshToken, remote));
    await stopped();
    cable.cut();
    expect(await cut).toBe('unavailable');
    await letGo();
    await until('the commit', async () => (await generationOf(id)) === before + 1);
    const pair = await refresh(refreshToken, remote);
    expect(await refresh(refreshToken)).toEqual(pair);
    expect(await generationOf(id)).toBe(before + 1);
    expect(await outcome(refresh(pair.refreshToken, remote))).toBe('answered');
  });

  it('at any moment never ends a session', async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, newSession));
    const over = new AbortController();
    const seen: Record<string, number> = {};
    const keepOn = async (session: (typeof sessions)[0]) => {
      while (!over.signal.aborted) {
        const came = await outcome(
          refresh(session.refreshToken).then((pair) => {
            session.refreshToken = pair.refreshToken;
          }),
        );
        seen[came] = (seen[came] ?? 0) + 1;
      }
    };
    const all = Promise.all(sessions.map(keepOn));
    for (let cuts = 0; cuts < 12; cuts += 1) {
      await sleep(40);
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'muster-auth'`,
      );
    }
    over.abort();
    await all;
    expect(Object.keys(seen).sort()).toEqual(['answered', 'unavailable']);
    for (const { refreshToken } of sessions) expect(await outcome(refresh(refreshToken))).toBe('answered');
  }, 30_000);
});
