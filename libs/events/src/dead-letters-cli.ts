import { Client } from 'pg';

interface Letter {
  id: string;
  consumer: string;
  subject: string;
  reason: string;
  attempts: number;
  created_at: Date;
  redrive_requested_at: Date | null;
  redriven_at: Date | null;
  envelope: unknown;
}

const usage = `Usage:
  dead-letters list [--service NAME]
  dead-letters show ID
  dead-letters redrive ID | --all [--service NAME]`;

/** Of each service, the newest. */
const listedAtMost = 200;
const schemas = ['users', 'auth', 'notifications'] as const;
type Schema = (typeof schemas)[number];

export interface DeadLetterOptions {
  /** A connection for each service that is to be looked at. */
  databaseUrls: Partial<Record<Schema, string>>;
}

async function query<Row>(url: string, schema: Schema, sql: string, params: unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: url, options: `-c search_path=${schema} -c app.scope=system` });
  await client.connect();
  try {
    return (await client.query(sql, params)).rows as Row[];
  } finally {
    await client.end();
  }
}

function stateOf(letter: Letter): string {
  if (letter.redriven_at !== null) return 'redriven';
  return letter.redrive_requested_at === null ? 'dead' : 'requested';
}

/**
 * Lists dead letters and asks for them to be applied again; the services do that within seconds.
 * @returns the exit code: 0 done, 1 nothing matched, 2 wrong usage
 */
export async function main(argv: readonly string[], options: DeadLetterOptions): Promise<number> {
  const [command, ...rest] = argv;
  const service = rest.includes('--service') ? rest[rest.indexOf('--service') + 1] : undefined;
  const chosen = schemas.filter((schema) => options.databaseUrls[schema] && (!service || service === schema));
  const run = <Row>(sql: string, params: unknown[] = []) =>
    Promise.all(
      chosen.map(async (schema) => ({
        schema,
        rows: await query<Row>(options.databaseUrls[schema] ?? '', schema, sql, params),
      })),
    );
  if (command === 'list') {
    const counts = await run<{ count: number }>('SELECT count(*)::int AS count FROM dead_letters');
    const total = counts.reduce((sum, { rows }) => sum + (rows[0]?.count ?? 0), 0);
    return list(await run<Letter>(`SELECT * FROM dead_letters ORDER BY id DESC LIMIT ${listedAtMost}`), total);
  }
  const id = rest.find((word) => /^[0-9a-f-]{36}$/.test(word));
  if (command === 'show' && id) return show(await run<Letter>('SELECT * FROM dead_letters WHERE id = $1', [id]), id);
  if (command === 'redrive' && (id || rest.includes('--all'))) {
    const results = await run(
      `UPDATE dead_letters SET redrive_requested_at = now()
       WHERE redriven_at IS NULL AND ($1::uuid IS NULL OR id = $1) RETURNING id`,
      [id ?? null],
    );
    const count = results.reduce((sum, { rows }) => sum + rows.length, 0);
    process.stdout.write(`${count} asked to be applied again\n`);
    return count > 0 ? 0 : 1;
  }
  process.stderr.write(`${usage}\n`);
  return 2;
}

interface Found {
  schema: Schema;
  rows: Letter[];
}

function list(found: Found[], total: number): number {
  const letters = found.flatMap(({ schema, rows }) => rows.map((letter) => ({ schema, ...letter })));
  for (const letter of letters) {
    const fields = [letter.id, letter.schema, letter.consumer, stateOf(letter), `${letter.attempts}x`, letter.reason];
    process.stdout.write(`${letter.created_at.toISOString()}  ${fields.join('  ')}\n`);
  }
  const shown = letters.length < total ? `${letters.length} of ${total}` : String(total);
  process.stdout.write(`${shown} dead letters\n`);
  return 0;
}

function show(found: Found[], id: string): number {
  const letter = found.flatMap(({ rows }) => rows)[0];
  if (letter === undefined) {
    process.stderr.write(`There is no dead letter ${id}\n`);
    return 1;
  }
  process.stdout.write(`${JSON.stringify(letter, null, 2)}\n`);
  return 0;
}
