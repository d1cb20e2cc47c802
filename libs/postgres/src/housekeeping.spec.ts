import { describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '#observability';
import { Housekeeping } from './housekeeping.js';

class Sweeping extends Housekeeping {
  runs = 0;
  failure: Error | undefined;

  constructor(logger: Logger) {
    super(1_000, logger);
  }

  protected override async removeOld(): Promise<void> {
    this.runs += 1;
    if (this.failure !== undefined) throw this.failure;
  }
}

describe('Housekeeping', () => {
  it('happens now and then, goes on after a failure, and ends with the process', async () => {
    jest.useFakeTimers();
    try {
      const warned: string[] = [];
      const logger = { warn: (_fields: object, message: string) => warned.push(message) };
      const sweeping = new Sweeping(logger as unknown as Logger);
      sweeping.onApplicationBootstrap();
      expect(sweeping.runs).toBe(0);
      sweeping.failure = new Error('the database is away');
      await jest.advanceTimersByTimeAsync(2_000);
      expect([sweeping.runs, warned.length]).toEqual([2, 2]);
      sweeping.onModuleDestroy();
      await jest.advanceTimersByTimeAsync(5_000);
      expect(sweeping.runs).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });
});
