import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';

/** By how much threads that hash are nicer: a tenth of the share of who else wants the core (sched(7), "nice value"). */
const hashNiceness = 10;
const nicest = 19;

/**
 * Lets everything else go before hashing: gives all threads of this process but the one that runs JavaScript a lower
 * priority. A hash keeps a core for 20 ms; without this a request of another service on the same machine waits behind
 * it now and then. Linux alone knows priorities of threads; elsewhere nothing is changed.
 * @returns how many threads were changed
 */
export async function hashBehindOthers(): Promise<number> {
  if (process.platform !== 'linux') return 0;
  // libuv makes its threads when the first of them is needed.
  await stat('/proc/self');
  const nice = Math.min(getPriority(process.pid) + hashNiceness, nicest);
  const threads = readdirSync('/proc/self/task').map(Number);
  return threads.filter((thread) => thread !== process.pid && lower(thread, nice)).length;
}

function lower(thread: number, nice: number): boolean {
  try {
    setPriority(thread, nice);
    return true;
  } catch {
    // It has ended meanwhile, or a sandbox forbids it: hashing works all the same.
    return false;
  }
}
