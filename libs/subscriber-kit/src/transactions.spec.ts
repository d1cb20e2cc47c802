import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { Transactions } from './transactions.js';

/** A connection that the server ends in the packet in which it lets it in. */
class ShortConnection extends EventEmitter {
  connect(connected: () => void): void {
    connected();
    this.emit('error', new Error('terminating connection due to administrator command'));
  }

  query(): Promise<never> {
    return Promise.reject(new Error('Connection terminated'));
  }

  end(ended?: () => void): void {
    ended?.();
  }
}

describe('a connection that ends in the moment in which it is made', () => {
  it('fails the transaction, and nothing else', async () => {
    const pool = new Pool({ Client: ShortConnection as never });
    const work = new Transactions(pool).run(1_000, async () => {});
    await expect(work).rejects.toThrow('Connection terminated');
  });
});
