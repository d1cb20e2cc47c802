import { lifecycleEvents, userEvents } from '#contracts';
import { applyNewer, on } from '#subscriber-kit';
import { handOver, oneAtATime, takerOf } from './assignments.js';

const person = (accountId: string, userId: string) => ({
  table: 'people',
  key: { account_id: accountId, user_id: userId },
});

/** What happens to conversations when something happens to people. */
export const handlers = [
  on(lifecycleEvents.deleted, async (event, tx) => {
    const { accountid: accountId, data, sequence } = event;
    await oneAtATime(tx, accountId);
    await applyNewer(tx, {
      ...person(accountId, data.userId),
      version: sequence,
      versionColumn: 'gone_version',
      set: { gone: true, successor_id: data.reassignTo },
    });
    // The successor may have left meanwhile: events of different people have no order.
    const to = await takerOf(tx, accountId, data.reassignTo);
    await handOver(tx, { accountId, from: data.userId, to, reason: event.type, eventId: event.id });
  }),

  on(lifecycleEvents.restored, async (event, tx) => {
    // They may be given conversations again; none comes back by itself.
    await applyNewer(tx, {
      ...person(event.accountid, event.data.userId),
      version: event.sequence,
      versionColumn: 'gone_version',
      set: { gone: false, successor_id: null },
    });
  }),

  on(userEvents.roleChanged, async (event, tx) => {
    const { accountid: accountId, data, sequence } = event;
    await oneAtATime(tx, accountId);
    await applyNewer(tx, {
      ...person(accountId, data.userId),
      version: sequence,
      versionColumn: 'role_version',
      set: { role: data.to },
    });
    if (data.to !== 'light_user') return;
    await handOver(tx, { accountId, from: data.userId, to: null, reason: event.type, eventId: event.id });
  }),
];
