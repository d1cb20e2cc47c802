import type { User } from '../../api/types.js';
import { usePlaces } from '../../parts/use-places.js';
import { Facts } from './facts.js';

function namesOf(ids: readonly string[], places: readonly { id: string; name: string }[]): string {
  const names = places.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return names.length === 0 ? 'None' : names.join(', ');
}

function hasAllMailboxes({ role }: User): boolean {
  return role === 'owner' || role === 'administrator';
}

export function PlacesCard({ user }: { user: User }) {
  const { state } = usePlaces();
  if (state.phase !== 'ready') return <section className="card card-waiting" aria-busy={state.phase === 'loading'} />;
  const { teams, mailboxes } = state.data;
  const all = hasAllMailboxes(user) ? 'All mailboxes' : namesOf(user.mailboxIds, mailboxes);
  return (
    <section className="card">
      <h2>Teams and mailboxes</h2>
      <Facts
        facts={[...(teams.length === 0 ? [] : [['Teams', namesOf(user.teamIds, teams)] as const]), ['Mailboxes', all]]}
      />
    </section>
  );
}
