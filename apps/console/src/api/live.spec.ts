import { describe, expect, it } from '@jest/globals';
import { type LiveHandlers, SharedLive, userIdOf, waitBefore } from './live.js';

describe('waitBefore', () => {
  it('doubles and stays below half a minute', () => {
    expect([0, 1, 2, 10].map((attempt) => waitBefore(attempt, 0))).toEqual([1000, 2000, 4000, 30_000]);
    expect(waitBefore(0, 1)).toBe(750);
  });
});

describe('userIdOf', () => {
  it('reads the id and nothing else', () => {
    expect(userIdOf('{"userId":"u1","version":3}')).toBe('u1');
    expect(userIdOf('{"userId":7}')).toBeUndefined();
    expect(userIdOf('not json')).toBeUndefined();
  });
});

describe('SharedLive', () => {
  function shared() {
    const streams: { handlers: LiveHandlers; open: boolean }[] = [];
    const live = new SharedLive((handlers) => {
      const stream = { handlers, open: true };
      streams.push(stream);
      return () => {
        stream.open = false;
      };
    });
    const told: string[] = [];
    const listener = (name: string): LiveHandlers => ({
      onUser: (userId) => void told.push(`${name} user ${userId}`),
      onPlace: () => void told.push(`${name} place`),
      onGap: () => void told.push(`${name} gap`),
      onEnded: () => void told.push(`${name} ended`),
      onRefused: () => void told.push(`${name} refused`),
    });
    return { live, streams, told, listener };
  }

  it('tells everybody by one stream, and asks or leads away once', () => {
    const { live, streams, told, listener } = shared();
    live.listen(listener('a'));
    live.listen(listener('b'));
    expect(streams).toHaveLength(1);
    const [stream] = streams;
    stream?.handlers.onUser('u1');
    stream?.handlers.onPlace();
    stream?.handlers.onGap();
    stream?.handlers.onRefused();
    stream?.handlers.onEnded();
    expect(told).toEqual(['a user u1', 'b user u1', 'a place', 'b place', 'a gap', 'b gap', 'a refused', 'a ended']);
  });

  it('goes on until the last one leaves, and begins anew with the next', () => {
    const { live, streams, told, listener } = shared();
    const leaveA = live.listen(listener('a'));
    const leaveB = live.listen(listener('b'));
    leaveA();
    streams[0]?.handlers.onPlace();
    expect([told, streams[0]?.open]).toEqual([['b place'], true]);
    leaveB();
    expect(streams[0]?.open).toBe(false);
    live.listen(listener('c'));
    expect(streams.map(({ open }) => open)).toEqual([false, true]);
  });
});
