// Real: PostgreSQL and sealing. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '#contracts';
import { runInContext } from '#observability';
import { callerOf } from '../testing/api-key-parts.js';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';

let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

const listed = async (caller: Caller) => (await auth.apiKeys.list(caller, { userId: caller.sub })).items;

describe('with an Idempotency-Key', () => {
  const once = <T>(caller: Caller, idempotencyKey: string, work: () => Promise<T>) =>
    runInContext({ requestId: 'once', caller, idempotencyKey }, work);

  it('makes one key, and shows the same one to every repeat', async () => {
    const person = await stage.known(auth);
    const caller = callerOf(person);
    const make = (name: string, by = caller) =>
      once(by, 'one', () => auth.apiKeys.create(by, { userId: person.id, name, kind: 'api' }));
    const made = await make('Nightly');
    expect(await make('Nightly')).toEqual(made);
    expect(await outcome(auth.verification.verify({ kind: 'api_token', credential: made.key, origin }))).toBe(
      'answered',
    );
    expect(await listed(caller)).toHaveLength(1);
    expect(await outcome(make('Daily'))).toBe('idempotency_conflict');
    expect(await outcome(make('Nightly', { ...caller, auth_time: 0 }))).toBe('reauthentication_required');
  });

  it('has one winner of 20 at once, and tells the others to come back', async () => {
    const person = await stage.known(auth);
    const caller = callerOf(person);
    const make = () => auth.apiKeys.create(caller, { userId: person.id, name: 'Nightly', kind: 'docs' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => outcome(once(caller, 'many', make))));
    expect(answers.every((one) => ['answered', 'idempotency_in_progress'].includes(one))).toBe(true);
    expect(await listed(caller)).toHaveLength(1);
  });

  it('replaces a key once, with the same new one for a repeat, and stores neither', async () => {
    const person = await stage.known(auth);
    const caller = callerOf(person);
    const made = await auth.apiKeys.create(caller, { userId: person.id, name: 'Nightly', kind: 'api' });
    const rotate = () =>
      once(caller, 'rotate', () => auth.apiKeys.rotate(caller, { userId: person.id, keyId: made.id, overlapHours: 0 }));
    const next = await rotate();
    expect(await rotate()).toEqual(next);
    expect(await listed(caller)).toHaveLength(2);
    const stored = await stage.read<{ response: unknown }>(
      'SELECT response FROM idempotency_keys WHERE caller_id = $1',
      [person.id],
    );
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(next.key.slice(4));
    expect(JSON.stringify(stored)).not.toContain(next.name);
  });

  it('makes and replaces one token of the account', async () => {
    const owner = await stage.known(auth, { role: 'owner' });
    const by = callerOf(owner);
    const wanted = { name: 'Warehouse', scopes: ['users:read' as const], guardianUserId: owner.id };
    const make = () => once(by, 'make', () => auth.accountTokens.create(by, wanted));
    const made = await make();
    expect(await make()).toEqual(made);
    const rotate = () => once(by, 'next', () => auth.accountTokens.rotate(by, { keyId: made.id, overlapHours: 1 }));
    const next = await rotate();
    expect(await rotate()).toEqual(next);
    expect((await auth.accountTokens.list(by)).items).toHaveLength(2);
  });
});
