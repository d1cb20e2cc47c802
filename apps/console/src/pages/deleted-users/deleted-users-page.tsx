import { useState } from 'react';
import { Link } from 'react-router';
import { ask } from '../../api/client.js';
import type { User } from '../../api/types.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { MoreButton } from '../../parts/more-button.js';
import { Confirmation } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { usePages } from '../../parts/use-pages.js';
import { fullName } from '../../parts/user-words.js';
import { DeletedTile } from './deleted-tile.js';

/** Who was deleted within 90 days, and the way back. */
export function DeletedUsersPage() {
  const { state, items, reload, retry, more } = usePages(
    (cursor, signal) => ask('listDeletedUsers', { query: { limit: 50, cursor }, signal }),
    [],
  );
  const [restored, setRestored] = useState<User>();
  const onRestored = (user: User) => {
    setRestored(user);
    reload();
  };
  return (
    <div className="page">
      <Link to="/users" className="way-back">
        All users
      </Link>
      <PageHeading title="Deleted users" />
      <p className="lead">
        They can be restored for 90 days. Then everything personal about them is erased; history keeps its entries.
      </p>
      {restored === undefined ? null : (
        <Confirmation>
          {fullName(restored)} is back, and not invited yet.{' '}
          <Link to={`/users/${restored.id}`}>Give them access and invite them</Link>
        </Confirmation>
      )}
      <div className="after-lead">
        <LoadedPart state={state} onRetry={retry}>
          {() =>
            items.length === 0 ? (
              <div className="nobody">
                <h2>Nobody was deleted lately</h2>
                <p>Whoever is deleted can be found here for 90 days.</p>
              </div>
            ) : (
              <ul className="tiles">
                {items.map((user) => (
                  <DeletedTile key={user.id} user={user} onRestored={onRestored} />
                ))}
              </ul>
            )
          }
        </LoadedPart>
        <MoreButton more={more} />
      </div>
    </div>
  );
}
