import { ask } from './client.js';
import type { Mailbox, Team } from './types.js';

const maxPages = 10;

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** All pages of a short list, a thousand entries at most: what one person can be put into. */
async function readAll<Item>(readPage: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { items, nextCursor } = await readPage(cursor);
    found.push(...items);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
}

export function allTeams(signal?: AbortSignal): Promise<Team[]> {
  return readAll((cursor) => ask('listTeams', { query: { limit: 100, cursor }, signal }));
}

export function allMailboxes(signal?: AbortSignal): Promise<Mailbox[]> {
  return readAll((cursor) => ask('listMailboxes', { query: { limit: 100, cursor }, signal }));
}

/** Teams and mailboxes together; no teams where the plan has none. */
export async function allPlaces(hasTeams: boolean, signal?: AbortSignal) {
  const [teams, mailboxes] = await Promise.all([hasTeams ? allTeams(signal) : [], allMailboxes(signal)]);
  return { teams, mailboxes };
}
