import type { User } from '../../api/types.js';
import { fromNow, momentOf } from '../../parts/times.js';
import { Facts } from '../../parts/facts.js';

function moment(iso: string | null) {
  if (iso === null) return 'Never';
  return (
    <time dateTime={iso} title={momentOf(iso)}>
      {fromNow(iso)}
    </time>
  );
}

export function SignInCard({ user }: { user: User }) {
  return (
    <section className="card">
      <h2>Signing in</h2>
      <Facts
        facts={[
          ['Last sign-in', moment(user.lastSignInAt)],
          ['Last active', moment(user.lastActiveAt)],
          ['Second factor', user.twoFactorEnabled ? 'Set up' : 'Not set up'],
          ['Created', moment(user.createdAt)],
        ]}
      />
    </section>
  );
}
