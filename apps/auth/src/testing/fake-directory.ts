import { v7 as uuidv7 } from 'uuid';
import type { Person } from '#contracts';
import type { Directory } from '../identities/directory.js';

/** Stands for the users service. */
export class FakeDirectory implements Directory {
  readonly people = new Map<string, Person>();
  /** Who may manage anybody; empty: everybody may. */
  readonly powerless = new Set<string>();

  async person(userId: string): Promise<Person | undefined> {
    return this.people.get(userId);
  }

  async mayManage({ actorId }: { actorId: string }): Promise<boolean> {
    return !this.powerless.has(actorId);
  }
}

/** A person of some account; a test states the fields that it cares about. */
export function somebody(fields: Partial<Person> = {}): Person {
  const id = fields.id ?? uuidv7();
  return {
    id,
    accountId: uuidv7(),
    accountName: 'Harbour & Pine',
    email: `nadia.${id.slice(-12)}@people.example`,
    firstName: 'Nadia',
    lastName: 'Okafor',
    role: 'user',
    state: 'invited',
    timezone: 'Europe/Berlin',
    timeFormat: '24h',
    locale: 'en',
    version: 1,
    ...fields,
  };
}
