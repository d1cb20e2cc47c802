import { parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { readConfig } from './config.js';
import { openPool } from './database.js';
import { migrate } from './migrate.js';
import { seed, wipe } from './seed.js';
import { rebuild, subscription } from './subscription.js';

const usage = `Usage: cli COMMAND
  migrate                                       the schema; MIGRATION_DATABASE_URL creates role and schema first
  seed --account ID --assignees ID,ID --count N [--key TEXT]
  wipe                                          removes all conversations
  rebuild                                       from the beginning of the stream and the roster
  dead-letters [--redrive ID | --redrive-all]`;

type Values = Partial<Record<'account' | 'assignees' | 'count' | 'key' | 'redrive', string>> & {
  'redrive-all': boolean;
};

const say = (text: string) => process.stdout.write(`${text}\n`);

function databaseUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set');
  return url;
}

async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = openPool(databaseUrl());
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

async function seedFrom({ account, assignees, count, key = '' }: Values): Promise<void> {
  if (account === undefined || assignees === undefined || count === undefined) throw new Error(usage);
  const wanted = { accountId: account, assigneeIds: assignees.split(','), count: Number(count), key };
  say(`${await withPool((pool) => seed(pool, wanted))} conversations made`);
}

async function asSubscriber(work: (subscriber: ReturnType<typeof subscription>, pool: Pool) => Promise<void>) {
  await withPool(async (pool) => {
    const subscriber = subscription(pool, readConfig(process.env).nats);
    try {
      await work(subscriber, pool);
    } finally {
      await subscriber.stop();
    }
  });
}

async function deadLetters(values: Values): Promise<void> {
  await asSubscriber(async ({ deadLetters: letters }) => {
    if (values['redrive-all']) say(JSON.stringify(await letters.redriveAll()));
    else if (values.redrive !== undefined)
      say((await letters.redrive(values.redrive)) ? 'applied' : 'nothing to apply');
    else for (const letter of await letters.list()) say(JSON.stringify(letter));
  });
}

const commands: Record<string, (values: Values) => Promise<void>> = {
  migrate: async () => {
    say(`${await migrate(databaseUrl(), process.env['MIGRATION_DATABASE_URL'])} steps applied`);
  },
  seed: seedFrom,
  wipe: () => withPool(wipe),
  rebuild: async () => {
    await asSubscriber(rebuild);
    say('rebuilt');
  },
  'dead-letters': deadLetters,
};

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    account: text,
    assignees: text,
    count: text,
    key: text,
    redrive: text,
    'redrive-all': { type: 'boolean', default: false },
  },
});
const command = commands[positionals[0] ?? ''];
try {
  if (command === undefined) throw new Error(usage);
  await command(values);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
