// Real: PostgreSQL and argon2. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { runInContext } from '#observability';
import { AuthStage, outcome, type AuthCopy } from '../testing/auth-stage.js';
import { password, withApp } from '../testing/factor-stage.js';

let stage: AuthStage;
let auth: AuthCopy;
const origin = { ip: '203.0.113.7', userAgent: 'a browser' };

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

describe('where the request came from that an event follows from', () => {
  it('stands beside the event for the audit log, never in it', async () => {
    const { person, caller, factorId } = await withApp(stage, auth);
    const manager = { ...caller, sub: uuidv7(), sid: uuidv7() };
    const context = { requestId: 'request-1', origin, caller: manager };
    await runInContext(context, () => auth.parts.resets.reset(manager, person.id));
    const [event] = await stage.events('second_factor.reset', person.id);
    expect(event).toMatchObject({ actorid: manager.sub, requestid: 'request-1' });
    expect(JSON.stringify(event)).not.toMatch(/203\.0\.113\.7|a browser/);
    expect(await auth.origins.read(event?.id ?? '')).toEqual({ origin });
    const ended = await stage.events('session.ended', person.id);
    expect(ended.length).toBeGreaterThan(0);
    for (const { id } of ended) expect(await auth.origins.read(id)).toEqual({ origin });
    expect(factorId).toBeDefined();
  });

  it('is kept of whom it is about where nobody is signed in, and not of what is no news for the log', async () => {
    const person = await stage.known(auth, {}, password);
    const guess = { email: person.email, password: 'wrong', transport: 'bearer' as const, rememberDevice: false };
    const context = { requestId: 'request-2', origin };
    await runInContext(context, async () => {
      expect(await outcome(auth.signIns.signIn({ ...guess, password, origin }))).toBe('answered');
      for (let n = 0; n < 10; n += 1) await outcome(auth.signIns.signIn({ ...guess, origin }));
    });
    const [locked] = await stage.events('credential.locked', person.id);
    expect(await auth.origins.read(locked?.id ?? '')).toEqual({ origin });
    const [created] = await stage.events('session.created', person.id);
    expect(await auth.origins.read(created?.id ?? '')).toEqual({ origin: null });
    await stage.test.database.transaction({ system: 'test' }, () => auth.originRows.forget(person.id));
    expect(await auth.origins.read(locked?.id ?? '')).toEqual({ origin: null });
  });

  it('is nothing for what no request asked for', async () => {
    const person = await stage.known(auth, {}, password);
    await stage.test.database.transaction({ accountId: person.accountId }, () =>
      auth.table.apply({ cause: 'suspended', accountId: person.accountId, userId: person.id }),
    );
    expect((await stage.events('session.ended', person.id)).every(({ requestid }) => requestid === undefined)).toBe(
      true,
    );
  });
});
