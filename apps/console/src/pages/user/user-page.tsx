import { useState } from 'react';
import { Link, Outlet, useParams } from 'react-router';
import { useMay, useSession } from '../../app/session.js';
import { send } from '../../api/client.js';
import type { User } from '../../api/types.js';
import { AlertIcons } from '../../parts/alert-icon.js';
import { Avatar } from '../../parts/avatar.js';
import { Failure } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { StateBadge } from '../../parts/state-badge.js';
import { useLive } from '../../parts/use-live.js';
import { useLoad } from '../../parts/use-load.js';
import { fullName, roleWords } from '../../parts/user-words.js';
import { isUserId } from '../../parts/user-id.js';
import { NotFoundPage } from '../not-found/not-found-page.js';
import { rightsOn } from './rights.js';
import type { UserContext } from './user-context.js';
import { useSectionName, UserSections } from './user-sections.js';

/** One person: for managers, and for the person themselves. The sections are routes below it. */
export function UserPage() {
  const { id = '' } = useParams();
  return isUserId(id) ? <UserView key={id} id={id} /> : <NotFoundPage />;
}

function UserView({ id }: { id: string }) {
  const { state, reload, retry } = useLoad((signal) => send('getUser', { params: { id }, signal }), [id]);
  useLive({ onUser: (changed) => changed === id && reload(), onGap: reload });
  const mayManage = useMay('users.manage');
  return (
    <div className="page page-person">
      {mayManage ? (
        <Link to="/users" className="way-back">
          All users
        </Link>
      ) : null}
      {state.phase === 'ready' ? <Known user={state.data.body} etag={state.data.etag} reload={reload} /> : null}
      {state.phase === 'ready' ? null : <PageHeading title="User" />}
      {state.phase === 'loading' ? <p role="status">Loading…</p> : null}
      {state.phase === 'failed' ? <Failure problem={state.problem} onRetry={retry} /> : null}
    </div>
  );
}

interface KnownProps {
  user: User;
  etag: string | undefined;
  reload: () => void;
}

function Known({ user, etag, reload }: KnownProps) {
  const session = useSession();
  const section = useSectionName();
  const [note, setNote] = useState<{ words: string; section: string | undefined }>();
  const rights = rightsOn(user, session);
  const told = (words: string) => {
    setNote({ words, section });
    reload();
    if (rights.self) session.refresh();
  };
  const words = note?.section === section ? note?.words : undefined;
  return (
    <>
      <PersonHeader user={user} section={section} />
      <div className="person-page">
        <UserSections base={`/users/${user.id}`} user={user} rights={rights} />
        {/* What was said is over as soon as something else is entered. */}
        <div className="person-main" onInput={() => setNote(undefined)}>
          <p role="status" className={words === undefined ? 'unseen' : 'notice notice-good'}>
            {words}
          </p>
          <Outlet context={{ user, etag, rights, reload, told } satisfies UserContext} />
          {rights.remove ? (
            <p className="person-foot">
              <Link to={`/users/${user.id}/delete`} className="delete-link">
                Delete user
              </Link>
            </p>
          ) : null}
        </div>
      </div>
    </>
  );
}

function PersonHeader({ user, section }: { user: User; section: string | undefined }) {
  const name = fullName(user);
  return (
    <header className="person">
      <Avatar user={user} large />
      <div className="person-words">
        <PageHeading title={section === undefined || section === 'Profile' ? name : `${section}, ${name}`}>
          {name}
        </PageHeading>
        <p>{user.email}</p>
        <p className="tile-facts">
          <StateBadge state={user.state} />
          <span>{roleWords[user.role]}</span>
        </p>
      </div>
      <AlertIcons user={user} />
    </header>
  );
}
