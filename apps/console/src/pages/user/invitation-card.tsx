import { useMay } from '../../app/session.js';
import type { User } from '../../api/types.js';
import { InviteButton } from '../../parts/invite-button.js';
import { alertText, inviteAction, invitationText } from '../../parts/user-words.js';

/** How far the invitation got. Nothing to see for people who have joined. */
export function InvitationCard({ user, onInvited }: { user: User; onInvited: () => void }) {
  const mayManage = useMay('users.manage');
  if (inviteAction(user.state) === undefined) return null;
  const bounced = user.alerts.find(({ kind }) => kind === 'invite_bounced');
  return (
    <section className="card">
      <h2>Invitation</h2>
      <p>{invitationText(user)}.</p>
      {bounced === undefined ? null : <p className="field-error">{alertText(bounced, user)}</p>}
      {mayManage ? <InviteButton user={user} onInvited={onInvited} /> : null}
    </section>
  );
}
