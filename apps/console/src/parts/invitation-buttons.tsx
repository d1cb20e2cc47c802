import type { Answer } from '../api/client.js';
import type { User } from '../api/types.js';
import { InviteButton } from './invite-button.js';
import { RevokeInvitationButton } from './revoke-invitation-button.js';
import { inviteAction } from './user-words.js';

interface InvitationButtonsProps {
  user: User;
  onInvited: (answer: Answer<User>) => void;
  onRevoked: (answer: Answer<User>) => void;
}

/** What can be done about an invitation; nothing for people who have joined. */
export function InvitationButtons({ user, onInvited, onRevoked }: InvitationButtonsProps) {
  if (inviteAction(user.state) === undefined) return null;
  return (
    <div className="invite-buttons">
      <InviteButton user={user} onInvited={onInvited} />
      <RevokeInvitationButton user={user} onRevoked={onRevoked} />
    </div>
  );
}
