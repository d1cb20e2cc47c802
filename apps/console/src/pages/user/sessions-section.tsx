import { useState } from 'react';
import { ask } from '../../api/client.js';
import type { ActiveSession } from '../../api/types.js';
import { ActionButton } from '../../parts/action-button.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { Moment } from '../../parts/moment.js';
import { MoreButton } from '../../parts/more-button.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { usePages } from '../../parts/use-pages.js';
import { deviceText, placeText } from '../security/session-words.js';
import { useUserContext } from './user-context.js';

/** Where somebody is signed in: seen and ended by the person, and by those who manage them. */
export function SessionsSection() {
  const { user, told } = useUserContext();
  const params = { id: user.id };
  const { state, items, retry, more } = usePages(
    (cursor, signal) => ask('listSessions', { params, query: { limit: 25, cursor }, signal }),
    [user.id],
  );
  const done = (words: string) => {
    retry();
    told(words);
  };
  return (
    <section className="card">
      <h2>Sessions</h2>
      <p className="card-lead">
        Each browser and device that is signed in. Places are where the address is registered, so they are approximate.
      </p>
      <LoadedPart state={state} onRetry={retry}>
        {() => <Sessions sessions={items} onEnded={done} />}
      </LoadedPart>
      <MoreButton more={more} />
    </section>
  );
}

interface SessionsProps {
  sessions: readonly ActiveSession[];
  onEnded: (words: string) => void;
}

function Sessions({ sessions, onEnded }: SessionsProps) {
  const { user, rights } = useUserContext();
  const { busy, problem, run } = useAction();
  const end = (session: ActiveSession) =>
    run(async () => {
      await ask('revokeSession', { params: { id: user.id, sid: session.id } });
      onEnded(`${deviceText(session)} is signed out.`);
    });
  const endOthers = () =>
    run(async () => {
      await ask('revokeOtherSessions', { params: { id: user.id } });
      onEnded(rights.self ? 'All others are signed out.' : `${user.firstName} is signed out everywhere.`);
    });
  if (sessions.length === 0) return <p>Not signed in anywhere.</p>;
  return (
    <>
      <ProblemAlert problem={problem} />
      <ul className="records">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} busy={busy} onEnd={() => void end(session)} />
        ))}
      </ul>
      {sessions.some(({ current }) => !current) ? <EndOthers busy={busy} onConfirm={() => void endOthers()} /> : null}
    </>
  );
}

interface SessionRowProps {
  session: ActiveSession;
  busy: boolean;
  onEnd: () => void;
}

function SessionRow({ session, busy, onEnd }: SessionRowProps) {
  const title = deviceText(session);
  return (
    <li className="record">
      <div className="record-main">
        <p className="record-title">
          {title}
          {session.current ? <span className="badge badge-active">This one</span> : null}
        </p>
        <p className="record-facts">
          <span>{placeText(session.location)}</span>
          <span>{session.ip}</span>
          <span>
            Last seen <Moment at={session.lastSeenAt} />
          </span>
          <span>
            Signed in <Moment at={session.createdAt} />
          </span>
        </p>
      </div>
      {session.current ? null : (
        <div className="record-buttons">
          <button type="button" className="button button-small" aria-disabled={busy || undefined} onClick={onEnd}>
            End
            <span className="unseen">
              {' '}
              {title}, {session.ip}
            </span>
          </button>
        </div>
      )}
    </li>
  );
}

function EndOthers({ busy, onConfirm }: { busy: boolean; onConfirm: () => void }) {
  const { user, rights } = useUserContext();
  const [asking, setAsking] = useState(false);
  const words = rights.self ? 'End all others' : 'End all';
  return (
    <div className="card-buttons">
      <ActionButton busy={busy} words={words} onPress={() => setAsking(true)} />
      {asking ? (
        <ConfirmDialog
          title={rights.self ? 'Sign out everywhere else?' : `Sign ${user.firstName} out everywhere?`}
          words={words}
          onConfirm={() => {
            setAsking(false);
            onConfirm();
          }}
          onCancel={() => setAsking(false)}
        >
          <p>
            {rights.self
              ? 'Every browser and app but this one has to sign in again.'
              : `Every browser and app of ${user.firstName} has to sign in again.`}
          </p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
