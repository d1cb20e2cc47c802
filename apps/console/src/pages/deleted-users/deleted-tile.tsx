import { type SubmitEvent, useRef, useState } from 'react';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import type { DeletedUser, User } from '../../api/types.js';
import { Avatar } from '../../parts/avatar.js';
import { TextField } from '../../parts/fields.js';
import { dayOf, fromNow } from '../../parts/times.js';
import { useAction } from '../../parts/use-action.js';
import { roleWords } from '../../parts/user-words.js';

interface DeletedTileProps {
  user: DeletedUser;
  onRestored: (user: User) => void;
}

function useRestoring({ user, onRestored }: DeletedTileProps) {
  const attempt = useRef(new AttemptKey());
  const [email, setEmail] = useState('');
  const { busy, problem, run } = useAction();
  const restore = () =>
    run(async () => {
      const body = email === '' ? {} : { email };
      const params = { id: user.id };
      const restored = await attempt.current.run(body, (idempotencyKey) =>
        ask('restoreUser', { params, body, idempotencyKey }),
      );
      onRestored(restored);
    });
  // Somebody has their address by now: another one is needed.
  const needsEmail = problem?.code === 'email_taken' || email !== '';
  return { email, setEmail, busy, problem, restore, needsEmail };
}

export function DeletedTile({ user, onRestored }: DeletedTileProps) {
  const { email, setEmail, busy, problem, restore, needsEmail } = useRestoring({ user, onRestored });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void restore();
  };
  const words = problem === undefined ? undefined : (faultsByField(problem)['email'] ?? problemText(problem));
  return (
    <li className="tile">
      <div className="tile-top">
        <Avatar user={{ ...user, photoUrl: null }} />
        <div className="tile-who">
          <h2 className="tile-title">{user.displayName}</h2>
          <span className="tile-email">{user.email}</span>
        </div>
      </div>
      <p className="tile-facts">
        {roleWords[user.role]}, deleted {fromNow(user.deletedAt)}
        {user.deletedBy === null ? '' : ` by ${user.deletedBy.displayName}`}
      </p>
      <form className="tile-foot" onSubmit={onSubmit}>
        {needsEmail ? (
          <TextField
            label="Another address"
            type="email"
            autoComplete="off"
            maxLength={254}
            value={email}
            onValue={setEmail}
            error={words}
          />
        ) : (
          <p>
            Until {dayOf(user.restorableUntil)}
            {words === undefined ? null : (
              <span role="alert" className="field-error">
                {words}
              </span>
            )}
          </p>
        )}
        <button type="submit" className="button button-small" aria-disabled={busy || undefined}>
          {busy ? 'Restoring…' : 'Restore'}
          <span className="unseen"> {user.displayName}</span>
        </button>
      </form>
    </li>
  );
}
