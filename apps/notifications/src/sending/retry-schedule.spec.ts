import { describe, expect, it } from '@jest/globals';
import { RelayOutage, retryDelayMs } from './retry-schedule.js';

describe('retryDelayMs', () => {
  it('doubles up to 15 minutes', () => {
    const delays = [0, 1, 2, 10, 1_000].map((attempts) => retryDelayMs(attempts, () => 0.5));
    expect(delays).toEqual([1_000, 2_000, 4_000, 900_000, 900_000]);
  });

  it('varies by a quarter, so that mails do not come back together', () => {
    expect([retryDelayMs(3, () => 0), retryDelayMs(3, () => 1)]).toEqual([6_000, 10_000]);
  });
});

describe('RelayOutage', () => {
  it('counts failures at the same time as one, grows to 30 seconds, and ends at once', () => {
    const clock = { now: 0 };
    const outage = new RelayOutage(
      () => clock.now,
      () => 0.5,
    );
    expect([outage.failed(), outage.failed(), outage.remainingMs]).toEqual([1_000, 1_000, 1_000]);
    const waits = Array.from({ length: 7 }, () => {
      clock.now += outage.remainingMs;
      return outage.failed();
    });
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    outage.over();
    expect([outage.remainingMs, outage.failed()]).toEqual([0, 1_000]);
  });
});
