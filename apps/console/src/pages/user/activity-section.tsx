import { Link } from 'react-router';
import { ask } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { AuditList } from '../../parts/audit-list.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { MoreButton } from '../../parts/more-button.js';
import { usePages } from '../../parts/use-pages.js';
import { useUserContext } from './user-context.js';

/** What was changed about the person and by them. */
export function ActivitySection() {
  const { user } = useUserContext();
  const mayAudit = useMay('account.settings');
  const params = { id: user.id };
  const { state, items, retry, more } = usePages(
    (cursor, signal) => ask('listActivity', { params, query: { limit: 25, cursor }, signal }),
    [user.id, user.updatedAt],
  );
  return (
    <section className="card">
      <div className="card-top">
        <h2>Activity</h2>
        {mayAudit ? <Link to={`/audit-log?targetId=${user.id}`}>In the audit log</Link> : null}
      </div>
      <LoadedPart state={state} onRetry={retry}>
        {() => (items.length === 0 ? <p className="quiet">Nothing so far.</p> : <AuditList entries={items} />)}
      </LoadedPart>
      <MoreButton more={more} />
    </section>
  );
}
