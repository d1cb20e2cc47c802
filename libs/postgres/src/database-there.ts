import { Client, DatabaseError } from 'pg';
import { untilThere, type WaitContext } from '#observability';

// It is starting or ending, or has no connection to spare: classes of SQLSTATE.
const passing = /^(53|57|58|08)/;

// What the server itself says of user, password or database stays true.
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && !passing.test(error.code ?? '');
}

async function probe(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  // One that breaks while it is being closed has served.
  client.on('error', () => {});
  await client.connect();
  await client.end();
}

/**
 * Waits until the database takes connections under this URL, as `untilThere` of #observability does.
 * @throws when the server refuses the user or has no such database
 */
export async function untilDatabaseThere(url: string, context: WaitContext): Promise<void> {
  await untilThere({ name: 'database', urls: url, attempt: () => probe(url), isFinal: isRefusal }, context);
}
