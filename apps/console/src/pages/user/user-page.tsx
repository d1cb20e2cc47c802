import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useMay } from '../../app/session.js';
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
import { InvitationCard } from './invitation-card.js';
import { PlacesCard } from './places-card.js';
import { ProfileCard } from './profile-card.js';
import { SignInCard } from './sign-in-card.js';

/** One person: for managers, and for the person themselves. */
export function UserPage() {
  const { id = '' } = useParams();
  return <UserView key={id} id={id} />;
}

function UserView({ id }: { id: string }) {
  const { state, reload, retry } = useLoad((signal) => send('getUser', { params: { id }, signal }), [id]);
  useLive({ onUser: (changed) => changed === id && reload(), onGap: reload });
  const mayManage = useMay('users.manage');
  return (
    <div className="page page-narrow">
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
  const [note, setNote] = useState('');
  const told = (words: string) => {
    setNote(words);
    reload();
  };
  return (
    <>
      <header className="person">
        <Avatar user={user} large />
        <div className="person-words">
          <PageHeading title={fullName(user)} />
          <p>{user.email}</p>
          <p className="tile-facts">
            <StateBadge state={user.state} />
            <span>{roleWords[user.role]}</span>
          </p>
        </div>
        <AlertIcons user={user} />
      </header>
      <p role="status" className={note === '' ? 'unseen' : 'notice notice-good'}>
        {note}
      </p>
      <div className="cards">
        <ProfileCard user={user} etag={etag} onSaved={() => told('Saved.')} reload={reload} />
        <InvitationCard user={user} onInvited={() => told(`The invitation to ${user.email} is on its way.`)} />
        <PlacesCard user={user} />
        <SignInCard user={user} />
      </div>
    </>
  );
}
