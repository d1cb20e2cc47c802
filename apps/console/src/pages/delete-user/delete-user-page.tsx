import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { ask } from '../../api/client.js';
import type { DeletionReceipt } from '../../api/types.js';
import { Failure, Hint } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { dayOf } from '../../parts/times.js';
import { useLoad } from '../../parts/use-load.js';
import { Facts } from '../../parts/facts.js';
import { isUserId } from '../../parts/user-id.js';
import { NotFoundPage } from '../not-found/not-found-page.js';
import { DeletionForm } from './deletion-form.js';
import { previewLines, receiptLines } from './deletion-words.js';

interface Deleted {
  receipt: DeletionReceipt;
  successor: string | undefined;
}

/** What goes, who takes over, the typed word; then what went. */
export function DeleteUserPage() {
  const { id = '' } = useParams();
  return isUserId(id) ? <Deletion key={id} id={id} /> : <NotFoundPage />;
}

function Deletion({ id }: { id: string }) {
  const { state, retry } = useLoad((signal) => ask('previewDeletion', { params: { id }, signal }), [id]);
  const [deleted, setDeleted] = useState<Deleted>();
  if (deleted !== undefined) return <Receipt {...deleted} />;
  return (
    <div className="page page-narrow">
      <Link to={`/users/${id}`} className="way-back">
        Back to the user
      </Link>
      {state.phase === 'ready' ? (
        <>
          <PageHeading title={`Delete ${state.data.user.displayName}`} />
          <p className="lead">
            Replies, notes, reports, tags and workflows stay as they are, and history goes on to show the name. Within
            90 days the person can be restored, but has to be invited and given access anew.
          </p>
          <div className="cards">
            <section className="card">
              <h2>What goes</h2>
              <Facts facts={previewLines(state.data)} />
            </section>
            <DeletionForm preview={state.data} onDeleted={setDeleted} />
            <Hint>
              Only away for a while? <Link to={`/users/${id}`}>Suspend them instead</Link>: that keeps teams, mailboxes
              and settings.
            </Hint>
          </div>
        </>
      ) : (
        <PageHeading title="Delete user" />
      )}
      {state.phase === 'loading' ? <p role="status">Loading…</p> : null}
      {state.phase === 'failed' ? <Failure problem={state.problem} onRetry={retry} /> : null}
    </div>
  );
}

function Receipt({ receipt, successor }: Deleted) {
  return (
    <div className="page page-narrow">
      <PageHeading title={`${receipt.displayName} was deleted`} focus />
      <p className="lead">
        They can be restored until <strong>{dayOf(receipt.restorableUntil)}</strong>. Then everything personal about
        them is erased.
      </p>
      <div className="cards">
        <section className="card">
          <h2>Receipt</h2>
          <Facts facts={receiptLines(receipt, successor)} />
        </section>
      </div>
      <div className="link-row">
        <Link className="button button-main" to="/users">
          All users
        </Link>
        <Link className="button" to="/users/deleted">
          Deleted users
        </Link>
      </div>
    </div>
  );
}
