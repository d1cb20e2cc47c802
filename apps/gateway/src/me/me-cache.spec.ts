import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { pushes, type Caller, type Push } from '#contracts';
import type { Pushes, RpcClient } from '#rpc';
import { MeCache } from './me-cache.js';

/** The users service and the bus, as far as the cache sees them. */
function parts() {
  const caller = { sub: uuidv7(), acc: uuidv7() } as Caller;
  const state = { asked: 0, hold: Promise.resolve() };
  const call = async () => {
    state.asked += 1;
    await state.hold;
    return { me: {}, version: state.asked };
  };
  const listeners = new Map<string, (data: object, accountId: string) => void>();
  const hear = (push: Push, listener: (data: object, accountId: string) => void) => {
    listeners.set(push.subject, listener);
  };
  const cache = new MeCache({ call } as unknown as RpcClient, { hear } as unknown as Pushes);
  const push = ({ subject }: Push, data: object, accountId: string) => listeners.get(subject)?.(data, accountId);
  return { caller, state, cache, push };
}

describe('MeCache', () => {
  it('asks once while nothing changes', async () => {
    const { cache, caller, state } = parts();
    await cache.read(caller);
    await cache.read(caller);
    expect(state.asked).toBe(1);
  });

  it('asks again when the person or the account changed, and not when another did', async () => {
    const { cache, caller, state, push } = parts();
    await cache.read(caller);
    push(pushes.userChanged, { userId: uuidv7(), version: 2 }, caller.acc);
    push(pushes.accountChanged, { version: 2 }, uuidv7());
    await cache.read(caller);
    expect(state.asked).toBe(1);
    push(pushes.accountChanged, { version: 2 }, caller.acc);
    await cache.read(caller);
    expect(state.asked).toBe(2);
    push(pushes.userChanged, { userId: caller.sub, version: 2 }, caller.acc);
    await cache.read(caller);
    expect(state.asked).toBe(3);
  });

  it('does not keep an answer that was under way when the account changed', async () => {
    const { cache, caller, state, push } = parts();
    let release = (): void => {};
    state.hold = new Promise((resolve) => {
      release = resolve;
    });
    const reading = cache.read(caller);
    push(pushes.accountChanged, { version: 2 }, caller.acc);
    release();
    await reading;
    // The clock of the cache counts milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 2));
    await cache.read(caller);
    expect(state.asked).toBe(2);
  });
});
