// Real: PostgreSQL. What leaves together with what, and what becomes of it when a part fails.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '#errors';
import { testDatabase, type TestDatabase } from '#testing';
import { meaning } from './constraints.js';
import type { ServiceDatabase } from './data-source-options.js';
import { fenceByAccount } from './row-security.js';

class Tables1 implements MigrationInterface {
  readonly name = 'Tables1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE boxes.things (id int NOT NULL, account_id uuid NOT NULL, CONSTRAINT pk_things PRIMARY KEY (id))`,
    );
    for (const statement of fenceByAccount('boxes.things')) await runner.query(statement);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE boxes.things');
  }
}

const boxes: ServiceDatabase = { schema: 'boxes', entities: [], migrations: [Tables1] };
const accountId = uuidv7();
const scope = { accountId };
let pg: TestDatabase;

const insert = 'INSERT INTO things (id, account_id) VALUES ($1, $2)';
const ids = async (): Promise<number[]> => {
  const rows = await pg.database.transaction({ system: 'test' }, () =>
    pg.database.query<{ id: number }>('SELECT id FROM things ORDER BY id'),
  );
  return rows.map(({ id }) => id);
};

beforeAll(async () => {
  pg = await testDatabase(boxes);
}, 60_000);

afterAll(async () => {
  await pg?.close();
});

describe('a write that nobody waits for', () => {
  it('is there after the transaction', async () => {
    await pg.database.transaction(scope, async () => {
      pg.database.post(insert, [1, accountId]);
      pg.database.post(insert, [2, accountId], 'thing-insert');
    });
    expect(await ids()).toEqual([1, 2]);
  });

  it('fails the transaction with its own failure, and what is to follow the commit does not happen', async () => {
    let followed = false;
    const doubled = pg.database.transaction(scope, async () => {
      await pg.database.query(insert, [3, accountId]);
      pg.database.post(insert, [1, accountId]);
      pg.database.afterCommit(() => {
        followed = true;
      });
    });
    await expect(doubled).rejects.toMatchObject({ code: '23505', constraint: 'pk_things' });
    expect([await ids(), followed]).toEqual([[1, 2], false]);
  });

  it('is what is told of when a later statement fails because of it', async () => {
    const doubled = pg.database.transaction(scope, async () => {
      pg.database.post(insert, [1, accountId]);
      await pg.database.query(insert, [4, accountId]);
    });
    await expect(doubled).rejects.toMatchObject({ code: '23505', constraint: 'pk_things' });
    expect(await ids()).toEqual([1, 2]);
  });

  it('is taken back with the transaction', async () => {
    const refused = pg.database.transaction(scope, async () => {
      pg.database.post(insert, [5, accountId]);
      throw new AppError('forbidden');
    });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    expect(await ids()).toEqual([1, 2]);
  });

  it('leaves the connection fit for the next', async () => {
    for (let round = 0; round < 30; round += 1) {
      const doubled = pg.database.transaction(scope, async () => pg.database.post(insert, [1, accountId]));
      await expect(doubled).rejects.toMatchObject({ code: '23505' });
      expect(await ids()).toEqual([1, 2]);
    }
  });
});

describe('statements together', () => {
  it('reads what is asked at once, behind the fence of the account', async () => {
    const read = (of: string) =>
      pg.database.together({ accountId: of }, () =>
        Promise.all([
          pg.database.query('SELECT id FROM things ORDER BY id'),
          pg.database.query('SELECT count(*)::int AS n FROM things'),
        ]),
      );
    expect(await read(accountId)).toEqual([[{ id: 1 }, { id: 2 }], [{ n: 2 }]]);
    expect(await read(uuidv7())).toEqual([[], [{ n: 0 }]]);
  });

  it('refuses a statement that comes later', async () => {
    const late = pg.database.together(scope, async () => {
      await pg.database.query('SELECT 1');
      return pg.database.query('SELECT 2');
    });
    await expect(late).rejects.toThrow('takes no more statements');
    expect(await ids()).toEqual([1, 2]);
  });

  it('leaves nothing open when its work fails', async () => {
    const failed = pg.database.together(scope, async () => {
      await Promise.all([pg.database.query('SELECT 1 FROM nowhere'), pg.database.query('SELECT pg_sleep(0.05)')]);
    });
    await expect(failed).rejects.toMatchObject({ code: '42P01' });
    const [state] = await pg.database.queryOutside<{ open: number }>(
      `SELECT count(*)::int AS open FROM pg_stat_activity
       WHERE application_name = 'muster-boxes' AND state LIKE 'idle in transaction%' AND state_change < now() - interval '1 s'`,
    );
    expect(state?.open).toBe(0);
    expect(await ids()).toEqual([1, 2]);
  });

  it('is a part of the transaction that is open', async () => {
    const seen = await pg.database.transaction(scope, async () => {
      await pg.database.query(insert, [6, accountId]);
      return pg.database.together(scope, () => pg.database.query('SELECT id FROM things ORDER BY id'));
    });
    expect(seen).toHaveLength(3);
  });
});

describe('a statement that nobody waited for', () => {
  it('cannot reach the connection after its transaction', async () => {
    let late: Promise<unknown> | undefined;
    await pg.database.transaction(scope, async () => {
      late = new Promise((resolve) => setTimeout(resolve, 50)).then(() => pg.database.query('SELECT 1'));
      late.catch(() => {});
    });
    await expect(late).rejects.toThrow('takes no more statements');
  });
});

describe('a transaction that need not be durable', () => {
  it('does not wait for the disk, and the next on its connection does as before', async () => {
    const read = () =>
      pg.database.query<{ setting: string; source: string }>(
        `SELECT setting, source FROM pg_settings WHERE name = 'synchronous_commit'`,
      );
    const loose = { setting: 'off', source: 'session' };
    expect(await pg.database.together(scope, read, { durable: false })).toEqual([loose]);
    expect(await pg.database.transaction(scope, read, { durable: false })).toEqual([loose]);
    const [usual] = await pg.database.transaction(scope, read);
    expect(usual?.source).not.toBe('session');
  });
});

describe('the fence', () => {
  it('holds from the first statement on, which leaves with the beginning', async () => {
    const foreign = pg.database.transaction({ accountId: uuidv7() }, () => pg.database.query('SELECT id FROM things'));
    expect(await foreign).toEqual([]);
    const stranger = pg.database.transaction({ accountId: uuidv7() }, () => pg.database.query(insert, [7, accountId]));
    await expect(stranger).rejects.toMatchObject({ code: '42501' });
  });

  it('lets a violation be told by its name', async () => {
    const doubled = pg.database.transaction(scope, () =>
      meaning({ pk_things: () => new AppError('conflict') }, () => pg.database.query(insert, [1, accountId])),
    );
    await expect(doubled).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a prepared statement', () => {
  it('is planned to use an index while the table is still so small that reading all of it were cheaper', async () => {
    const admin = new Client({ connectionString: pg.adminUrl });
    await admin.connect();
    await admin.query('ANALYZE boxes.things');
    await admin.end();
    const plan = await pg.database.transaction({ system: 'test' }, async () => {
      await pg.database.query(`SET LOCAL plan_cache_mode = 'force_generic_plan'`);
      await pg.database.query('PREPARE thing_by_id (int) AS SELECT account_id FROM things WHERE id = $1');
      const rows = await pg.database.query<{ 'QUERY PLAN': string }>('EXPLAIN EXECUTE thing_by_id (1)');
      await pg.database.query('DEALLOCATE thing_by_id');
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toContain('pk_things');
  });
});

describe('a transaction that others are in the way of', () => {
  const runs = async (seconds: number): Promise<number> => {
    let count = 0;
    const work = () => {
      count += 1;
      return pg.database.query(
        `DO $$ BEGIN PERFORM pg_sleep(${seconds}); RAISE EXCEPTION 'in a circle' USING ERRCODE = '40P01'; END $$`,
      );
    };
    await expect(pg.database.transaction(scope, work)).rejects.toMatchObject({ code: 'unavailable' });
    return count;
  };

  it('runs again twice, and only once when it waits long', async () => {
    expect([await runs(0), await runs(0.8)]).toEqual([3, 2]);
  });
});
