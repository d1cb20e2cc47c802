import { Link } from 'react-router';
import type { ApiProblem } from '../../api/api-problem.js';
import { Failure, ProblemAlert } from '../../parts/notice.js';
import { UserTile } from './user-tile.js';
import type { Row } from './user-rows.js';
import type { UserList } from './use-user-list.js';

interface UserTilesProps {
  list: UserList;
  more: { busy: boolean; problem: ApiProblem | undefined; load: () => Promise<void> };
  onChange: (told: Row) => void;
  retry: () => void;
  narrowed: boolean;
  freshId: string | undefined;
}

export function UserTiles({ list, more, onChange, retry, narrowed, freshId }: UserTilesProps) {
  if (list.phase === 'loading') return <Skeletons />;
  if (list.problem !== undefined) return <Failure problem={list.problem} onRetry={retry} />;
  if (list.rows.length === 0) return <Nobody narrowed={narrowed} />;
  return (
    <>
      <ul className="tiles">
        {list.rows.map(({ body: user }) => (
          <UserTile key={user.id} user={user} fresh={user.id === freshId} onChange={onChange} />
        ))}
      </ul>
      {list.nextCursor === null ? null : (
        <div className="more">
          <ProblemAlert problem={more.problem} />
          <button
            type="button"
            className="button"
            aria-disabled={more.busy || undefined}
            onClick={() => void more.load()}
          >
            {more.busy ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
    </>
  );
}

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];

function Skeletons() {
  return (
    <div className="tiles" aria-busy="true">
      {placeholders.map((name) => (
        <div key={name} className="tile tile-skeleton">
          <span className="bone bone-round" />
          <span className="bone bone-wide" />
          <span className="bone" />
        </div>
      ))}
    </div>
  );
}

function Nobody({ narrowed }: { narrowed: boolean }) {
  return (
    <div className="nobody">
      <h2>{narrowed ? 'Nobody matches' : 'Nobody here yet'}</h2>
      <p>
        {narrowed
          ? 'Try fewer filters, or another part of the name or address.'
          : 'Create the first user, and they will find an invitation in their mail.'}
      </p>
      {narrowed ? null : (
        <Link className="button" to="/users/new">
          Create a user
        </Link>
      )}
    </div>
  );
}
