import { Link } from 'react-router';
import { useSession } from '../../app/session.js';
import { ask } from '../../api/client.js';
import type { Access } from '../../api/types.js';
import { permissionWords } from '../../parts/permission-words.js';
import { PageHeading } from '../../parts/page-heading.js';
import { RecoveryCodesNotice } from '../../parts/second-factor/codes-notice.js';
import { useLivePlaces } from '../../parts/use-live-places.js';
import { useLoad } from '../../parts/use-load.js';
import { roleWords } from '../../parts/user-words.js';

/** Where people arrive who were just invited, and who manage nobody. */
export function WelcomePage() {
  const { me, access } = useSession();
  const mayManage = access.permissions.includes('users.manage');
  return (
    <div className="page page-narrow">
      <p className="eyebrow">{me.account.name}</p>
      <PageHeading title={`Welcome, ${me.firstName}`} />
      <p className="lead">
        You are signed in as <strong>{me.email}</strong>, with the role <strong>{roleWords[me.role]}</strong>.
      </p>
      <RecoveryCodesNotice />
      <div className="link-row">
        {mayManage ? (
          <Link className="button button-main" to="/users">
            Manage users
          </Link>
        ) : null}
        <Link className={mayManage ? 'button' : 'button button-main'} to={`/users/${me.id}`}>
          Your profile
        </Link>
      </div>
      <div className="cards">
        <Abilities permissions={access.permissions} />
        <YourMailboxes />
      </div>
    </div>
  );
}

function Abilities({ permissions }: { permissions: Access['permissions'] }) {
  return (
    <section className="card">
      <h2>You can</h2>
      {permissions.length === 0 ? <p className="quiet">Read and follow along.</p> : null}
      {permissions.length === 0 ? null : (
        <ul className="ticks">
          {permissions.map((permission) => (
            <li key={permission}>{permissionWords[permission]}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function YourMailboxes() {
  const { access } = useSession();
  const { state, refresh } = useLoad((signal) => ask('listMailboxes', { query: { limit: 100 }, signal }), []);
  useLivePlaces(refresh);
  const mine = new Set(access.mailboxes.map(({ mailboxId }) => mailboxId));
  const shown = state.phase === 'ready' ? state.data.items.filter(({ id }) => mine.has(id)) : [];
  return (
    <section className="card" aria-busy={state.phase === 'loading'}>
      <h2>Your mailboxes</h2>
      {state.phase === 'failed' ? <p className="quiet">They could not be loaded just now.</p> : null}
      {state.phase === 'ready' && shown.length === 0 ? <p className="quiet">None so far.</p> : null}
      {shown.length === 0 ? null : (
        <ul className="plain-list">
          {shown.map((mailbox) => (
            <li key={mailbox.id}>
              <strong>{mailbox.name}</strong>
              <span>{mailbox.email}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
