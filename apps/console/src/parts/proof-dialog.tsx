import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { ask } from '../api/client.js';
import { problemText } from '../api/problem-texts.js';
import { PasswordField } from './fields.js';
import { Alert } from './notice.js';
import { SubmitButton } from './submit-button.js';
import { useAction } from './use-action.js';

interface ProofDialogProps {
  onProven: () => void;
  onCancel: () => void;
}

function refusalText(problem: ApiProblem): string {
  return problem.code === 'invalid_credentials'
    ? 'This is not your password. After many wrong tries it is blocked until it is reset.'
    : problemText(problem);
}

/** Asks for the password once more, over the page. The browser keeps the focus inside and gives it back. */
export function ProofDialog({ onProven, onCancel }: ProofDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useAction();
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(async () => {
      await ask('reauthenticate', { body: { password } });
      onProven();
    });
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onCancel}>
      <form className="form" onSubmit={onSubmit}>
        <div>
          <h2 id={id}>Is it still you?</h2>
          <p className="quiet">This is a change that nobody should make from a screen you left open.</p>
        </div>
        {problem === undefined ? null : <Alert>{refusalText(problem)}</Alert>}
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
          maxLength={128}
        />
        <div className="wizard-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <SubmitButton busy={busy} words="Confirm" busyWords="Confirming…" />
        </div>
      </form>
    </dialog>
  );
}
