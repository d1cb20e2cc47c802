import { type SubmitEvent, useRef, useState } from 'react';
import { ApiProblem } from '../../api/api-problem.js';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import type { EmailChange, User } from '../../api/types.js';
import { ActionButton } from '../../parts/action-button.js';
import { TextField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { Alert, ProblemAlert } from '../../parts/notice.js';
import { fromNow } from '../../parts/times.js';
import { useAction } from '../../parts/use-action.js';
import { useLoad } from '../../parts/use-load.js';
import { useProof } from '../../parts/use-proof.js';
import type { Rights } from './rights.js';

interface EmailCardProps {
  user: User;
  rights: Rights;
  told: (words: string) => void;
}

/** The change that waits for its confirmation, if there is one. */
async function pendingChange(id: string, signal: AbortSignal): Promise<EmailChange | undefined> {
  try {
    return await ask('getUserEmailChange', { params: { id }, signal });
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** The address to sign in with. It changes only once the holder of the new one has confirmed it. */
export function EmailCard({ user, rights, told }: EmailCardProps) {
  const { state, reload } = useLoad((signal) => pendingChange(user.id, signal), [user.id, user.updatedAt]);
  const [editing, setEditing] = useState(false);
  const pending = state.phase === 'ready' ? state.data : undefined;
  const done = (words: string) => {
    setEditing(false);
    reload();
    told(words);
  };
  return (
    <section className="card">
      <div className="card-top">
        <h2>Email</h2>
        {rights.edit && !editing ? (
          <button type="button" className="button button-small" onClick={() => setEditing(true)}>
            Change
            <span className="unseen"> the email address</span>
          </button>
        ) : null}
      </div>
      {editing ? (
        <EmailForm user={user} onAsked={done} onCancel={() => setEditing(false)} />
      ) : (
        <p className="long-word">{user.email}</p>
      )}
      {pending === undefined || editing ? null : (
        <Pending id={user.id} change={pending} mayCancel={rights.edit} onCancelled={done} />
      )}
    </section>
  );
}

interface PendingProps {
  id: string;
  change: EmailChange;
  mayCancel: boolean;
  onCancelled: (words: string) => void;
}

function Pending({ id, change, mayCancel, onCancelled }: PendingProps) {
  const { busy, problem, run } = useAction();
  const cancel = () =>
    run(async () => {
      await ask('cancelUserEmailChange', { params: { id } });
      onCancelled('The change of the address was dropped.');
    });
  return (
    <div className="notice pending">
      <p>
        Waits for a confirmation by mail at <strong>{change.email}</strong>. The link there expires{' '}
        {fromNow(change.expiresAt)}.
      </p>
      <ProblemAlert problem={problem} />
      {mayCancel ? <ActionButton busy={busy} words="Drop this change" busyWords="Dropping…" onPress={cancel} /> : null}
    </div>
  );
}

interface EmailFormProps {
  user: User;
  onAsked: (words: string) => void;
  onCancel: () => void;
}

function EmailForm({ user, onAsked, onCancel }: EmailFormProps) {
  const attempt = useRef(new AttemptKey());
  const [email, setEmail] = useState('');
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const request = () =>
    run(async () => {
      const body = { email };
      const params = { id: user.id };
      const change = await withProof(() =>
        attempt.current.run({ id: user.id, email }, (idempotencyKey) =>
          ask('changeUserEmail', { params, body, idempotencyKey }),
        ),
      );
      onAsked(`A mail is on its way to ${change.email}. The new address counts once it is confirmed there.`);
    });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void request();
  };
  const taken = problem?.code === 'email_taken' ? problemText(problem) : undefined;
  const fault = problem === undefined ? undefined : (taken ?? faultsByField(problem)['email']);
  return (
    <>
      <form className="form" onSubmit={onSubmit}>
        {problem === undefined || fault !== undefined ? null : <Alert>{problemText(problem)}</Alert>}
        <TextField
          label="New address"
          type="email"
          autoComplete="off"
          value={email}
          onValue={setEmail}
          maxLength={254}
          error={fault}
          hint="A mail goes there to confirm it. Until then the present address stays in use."
        />
        <FormButtons busy={busy} words="Send the mail" busyWords="Sending…" onCancel={onCancel} />
      </form>
      {dialog}
    </>
  );
}
