import { useMay } from '../../app/session.js';
import type { User } from '../../api/types.js';
import { InvitationButtons } from '../../parts/invitation-buttons.js';
import { alertText, inviteAction, invitationText } from '../../parts/user-words.js';

interface InvitationCardProps {
  user: User;
  onInvited: () => void;
  onRevoked: () => void;
}

/** How far the invitation got. Nothing to see for people who have joined. */
export function InvitationCard({ user, onInvited, onRevoked }: InvitationCardProps) {
  const mayManage = useMay('users.manage');
  if (inviteAction(user.state) === undefined) return null;
  const bounced = user.alerts.find(({ kind }) => kind === 'invite_bounced');
  return (
    <section className="card">
      <h2>Invitation</h2>
      <p>{invitationText(user)}.</p>
      {bounced === undefined ? null : <p className="field-error">{alertText(bounced, user)}</p>}
      {mayManage ? <InvitationButtons user={user} onInvited={onInvited} onRevoked={onRevoked} /> : null}
    </section>
  );
}
