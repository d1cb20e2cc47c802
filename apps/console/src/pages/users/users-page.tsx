import { useCallback, useEffect, useState } from 'react';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import type { User } from '../../api/types.js';
import { PlusGlyph } from '../../parts/icons.js';
import { Confirmation } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { RecoveryCodesNotice } from '../../parts/second-factor/codes-notice.js';
import { fullName } from '../../parts/user-words.js';
import { isNarrowed, queryFrom } from './list-query.js';
import { ListTools } from './list-tools.js';
import { SeatsLine } from './seats-line.js';
import { useLiveRows } from './use-live-rows.js';
import { useUserList } from './use-user-list.js';
import type { Row } from './user-rows.js';
import { UserTiles } from './user-tiles.js';

/** Who was just created, taken from the navigation once, so that loading the page again does not repeat it. */
function useJustCreated(): User | undefined {
  const location = useLocation();
  const navigate = useNavigate();
  const [created] = useState(() => (location.state as { created?: User } | null)?.created);
  useEffect(() => {
    if (location.state !== null) void navigate(location, { replace: true, state: null });
  }, [location, navigate]);
  return created;
}

export function UsersPage() {
  const created = useJustCreated();
  const [search] = useSearchParams();
  const query = queryFrom(search);
  const { list, reload, retry, more, put, remove, seatChanges } = useUserList(query, created);
  const { news, look } = useLiveRows({ rows: list.rows, put, remove, reload });
  // An answer may be that of an earlier attempt, and tells nothing of what came after it.
  const onChange = useCallback(
    (told: Row) => {
      put(told);
      look(told.body.id);
    },
    [put, look],
  );
  return (
    <div className="page">
      <div className="page-top">
        <div>
          <PageHeading title="Users" />
          <SeatsLine changes={seatChanges} />
        </div>
        <Link className="button button-main" to="/users/new">
          <PlusGlyph />
          New user
        </Link>
      </div>
      <RecoveryCodesNotice />
      {created === undefined ? null : <CreatedNote user={created} />}
      <ListTools query={query} total={list.phase === 'ready' ? list.total : undefined} news={news} />
      <UserTiles {...{ list, more, onChange, retry }} narrowed={isNarrowed(query)} freshId={created?.id} />
      <p className="list-foot">
        Looking for somebody who left? <Link to="/users/deleted">Deleted users</Link>
      </p>
    </div>
  );
}

function CreatedNote({ user }: { user: User }) {
  const invited = user.state === 'invited';
  return (
    <Confirmation>
      {fullName(user)} was created.{' '}
      {invited ? `The invitation to ${user.email} is on its way.` : 'You can send the invitation whenever you like.'}
    </Confirmation>
  );
}
