import { useRef } from 'react';
import { type Answer, send } from '../api/client.js';
import { AttemptKey } from '../api/attempt-key.js';
import type { User } from '../api/types.js';
import { problemText } from '../api/problem-texts.js';
import { useAction } from './use-action.js';
import { fullName, inviteAction } from './user-words.js';

/** Sends or re-sends the invitation, once per press, whatever the network does. */
export function InviteButton({ user, onInvited }: { user: User; onInvited: (answer: Answer<User>) => void }) {
  const attempt = useRef(new AttemptKey());
  const { busy, problem, run } = useAction();
  const words = inviteAction(user.state);
  if (words === undefined) return null;
  const invite = () =>
    run(async () => {
      const invited = await attempt.current.run(user.id, (idempotencyKey) =>
        send('inviteUser', { params: { id: user.id }, idempotencyKey }),
      );
      onInvited(invited);
    });
  return (
    <span className="invite">
      <button
        type="button"
        className="button button-small"
        aria-disabled={busy || undefined}
        onClick={() => void invite()}
      >
        {busy ? 'Sending…' : words}
        <span className="unseen">
          {user.state === 'not_invited' ? '' : ' the invitation'} to {fullName(user)}
        </span>
      </button>
      {problem === undefined ? null : (
        <span role="alert" className="field-error">
          {problemText(problem)}
        </span>
      )}
    </span>
  );
}
