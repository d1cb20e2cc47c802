import { useState } from 'react';
import { type Answer, send } from '../api/client.js';
import { problemText } from '../api/problem-texts.js';
import type { User } from '../api/types.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { useAction } from './use-action.js';
import { fullName, isInvitationOpen } from './user-words.js';

interface RevokeInvitationButtonProps {
  user: User;
  onRevoked: (answer: Answer<User>) => void;
}

/** Takes an open invitation back, after asking. */
export function RevokeInvitationButton({ user, onRevoked }: RevokeInvitationButtonProps) {
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  if (!isInvitationOpen(user.state)) return null;
  const revoke = () =>
    run(async () => {
      setAsking(false);
      onRevoked(await send('revokeInvitation', { params: { id: user.id } }));
    });
  return (
    <span className="invite">
      <button
        type="button"
        className="button button-small"
        aria-disabled={busy || undefined}
        onClick={() => setAsking(true)}
      >
        {busy ? 'Revoking…' : 'Revoke'}
        <span className="unseen"> the invitation of {fullName(user)}</span>
      </button>
      {problem === undefined ? null : (
        <span role="alert" className="field-error">
          {problemText(problem)}
        </span>
      )}
      {asking ? (
        <ConfirmDialog
          title={`Revoke the invitation of ${fullName(user)}?`}
          words="Revoke it"
          onConfirm={() => void revoke()}
          onCancel={() => setAsking(false)}
        >
          <p>
            The link in their mail stops working at once. {user.firstName} stays in the list, and can be invited again
            at any time.
          </p>
        </ConfirmDialog>
      ) : null}
    </span>
  );
}
