import { memo } from 'react';
import { Link } from 'react-router';
import type { User } from '../../api/types.js';
import { AlertIcons } from '../../parts/alert-icon.js';
import { Avatar } from '../../parts/avatar.js';
import { InvitationButtons } from '../../parts/invitation-buttons.js';
import { StateBadge } from '../../parts/state-badge.js';
import { fullName, invitationText, presenceText, roleWords } from '../../parts/user-words.js';
import type { Row } from './user-rows.js';

interface UserTileProps {
  user: User;
  /** Just created by the reader. */
  fresh: boolean;
  onChange: (told: Row) => void;
}

/** One person of the list. The name is the link; its target covers the tile. */
export const UserTile = memo(function UserTile({ user, fresh, onChange }: UserTileProps) {
  const line = invitationText(user) ?? presenceText(user);
  return (
    <li className={fresh ? 'tile tile-fresh' : 'tile'}>
      <div className="tile-top">
        <Avatar user={user} />
        <div className="tile-who">
          <Link to={`/users/${user.id}`} className="tile-name">
            {fullName(user)}
          </Link>
          <span className="tile-email">{user.email}</span>
        </div>
        <AlertIcons user={user} />
      </div>
      <p className="tile-facts">
        <StateBadge state={user.state} />
        <span>{[roleWords[user.role], user.jobTitle].filter(Boolean).join(' · ')}</span>
      </p>
      <div className="tile-foot">
        {line === undefined ? null : <p>{line}</p>}
        <InvitationButtons user={user} onInvited={onChange} onRevoked={onChange} />
      </div>
    </li>
  );
});
