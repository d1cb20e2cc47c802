import type { RosterPerson } from '#contracts';
import { applyNewer, type Subscriber, type Tx } from '#subscriber-kit';
import { handOver, oneAtATime, takerOf } from './assignments.js';

async function learn(tx: Tx, accountId: string, { id, role, state, version }: RosterPerson): Promise<void> {
  await oneAtATime(tx, accountId);
  const row = { table: 'people', key: { account_id: accountId, user_id: id }, version };
  await applyNewer(tx, { ...row, versionColumn: 'role_version', set: { role } });
  await applyNewer(tx, { ...row, versionColumn: 'gone_version', set: { gone: state === 'deleted' } });
  const to = await takerOf(tx, accountId, id);
  if (to !== id) await handOver(tx, { accountId, from: id, to, reason: 'roster', eventId: null });
}

/**
 * Takes from the roster what events no longer tell, because they are older than the stream keeps them: who has left, and
 * who became a light user. Run it after a replay: an event says more, such as who the successor is.
 */
export async function learnFromRoster(subscriber: Subscriber, accountIds: readonly string[]): Promise<void> {
  for (const accountId of accountIds) {
    for await (const person of subscriber.people(accountId)) {
      const assignable = person.state !== 'deleted' && person.role !== 'light_user';
      if (!assignable) await subscriber.transact((tx) => learn(tx, accountId, person));
    }
  }
}
