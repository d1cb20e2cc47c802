import { ask } from '../../api/client.js';
import type { Seats } from '../../api/types.js';
import { useLoad } from '../../parts/use-load.js';

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function seatFacts(seats: Seats): string[] {
  const { billable, light, pendingInvites, suspended } = seats;
  return [
    plural(billable, 'billable user'),
    ...(light.included > 0 || light.used > 0 ? [`${light.used} of ${light.included} light users`] : []),
    ...(pendingInvites > 0 ? [plural(pendingInvites, 'open invitation')] : []),
    ...(suspended > 0 ? [`${suspended} suspended`] : []),
  ];
}

/** What the plan counts. Read again with each of `changes`; left out when it cannot be had. */
export function SeatsLine({ changes }: { changes: number }) {
  const { state } = useLoad((signal) => ask('getSeats', { signal }), [changes]);
  return <p className="seats">{state.phase === 'ready' ? seatFacts(state.data).join(' · ') : '\u00A0'}</p>;
}
