import { type SubmitEvent, useRef, useState } from 'react';
import type { ApiProblem } from '../../api/api-problem.js';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import { notYourPassword } from '../../api/problem-texts.js';
import { ActionButton } from '../../parts/action-button.js';
import { PasswordField } from '../../parts/fields.js';
import { NewPasswordField, passwordFault } from '../../parts/new-password-field.js';
import { ProblemAlert } from '../../parts/notice.js';
import { lengthsAlone, lengthsBesideFactor } from '../../parts/password-length.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useFaultFocus } from '../../parts/use-fault-focus.js';
import { useUserContext } from './user-context.js';

/** One's own password; of others, nobody can do more than have a mail sent. */
export function PasswordSection() {
  const { user, rights } = useUserContext();
  return (
    <section className="card">
      <h2>Password</h2>
      {rights.self ? <OwnPassword /> : null}
      {!rights.self && user.state === 'active' ? <SendReset /> : null}
      {!rights.self && user.state !== 'active' ? (
        <p className="quiet">Only users who are active have a password that can be reset.</p>
      ) : null}
    </section>
  );
}

function useChange() {
  const { told } = useUserContext();
  const [changed, setChanged] = useState(0);
  const { busy, problem, run } = useAction();
  const change = (currentPassword: string, newPassword: string) =>
    run(async () => {
      await ask('changeMyPassword', { body: { currentPassword, newPassword } });
      setChanged((count) => count + 1);
      told('Your password was changed. You are signed out everywhere but here.');
    });
  return { changed, busy, problem, change };
}

function OwnPassword() {
  const { changed, busy, problem, change } = useChange();
  return (
    <>
      <p className="card-lead">
        A change signs you out everywhere but here, and ends all links that were mailed to you.
      </p>
      {/* Emptied by starting anew once it was changed. */}
      <PasswordForm key={changed} busy={busy} problem={problem} onChange={change} />
    </>
  );
}

function currentFault(problem: ApiProblem | undefined): string | undefined {
  return problem?.code === 'invalid_credentials' ? notYourPassword : undefined;
}

interface PasswordFormProps {
  busy: boolean;
  problem: ApiProblem | undefined;
  onChange: (currentPassword: string, newPassword: string) => Promise<void>;
}

function PasswordForm({ busy, problem, onChange }: PasswordFormProps) {
  const { user } = useUserContext();
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const form = useFaultFocus(problem);
  const faults = [currentFault(problem), passwordFault(problem, 'newPassword')] as const;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void onChange(current, wanted);
  };
  return (
    <form className="form" ref={form} onSubmit={onSubmit}>
      <ProblemAlert problem={faults.some((fault) => fault !== undefined) ? undefined : problem} />
      {/* So that password managers know whose it is. */}
      <input type="text" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordField
        label="Present password"
        autoComplete="current-password"
        value={current}
        onValue={setCurrent}
        maxLength={128}
        error={faults[0]}
      />
      <NewPasswordField
        label="New password"
        value={wanted}
        onValue={setWanted}
        policy={user.twoFactorEnabled ? lengthsBesideFactor : lengthsAlone}
        error={faults[1]}
      />
      <div className="save-row">
        <SubmitButton busy={busy} words="Change the password" busyWords="Changing…" />
      </div>
    </form>
  );
}

function SendReset() {
  const { user, told } = useUserContext();
  const attempt = useRef(new AttemptKey());
  const { busy, problem, run } = useAction();
  const sendReset = () =>
    run(async () => {
      await attempt.current.run(user.id, (idempotencyKey) =>
        ask('sendPasswordReset', { params: { id: user.id }, idempotencyKey }),
      );
      told(`A mail with a reset link is on its way to ${user.email}.`);
    });
  return (
    <>
      <p>
        Nobody can see or set the password of somebody else. {user.firstName} can choose a new one by a link in a mail.
      </p>
      <ProblemAlert problem={problem} />
      <div className="card-buttons">
        <ActionButton busy={busy} words="Send a password reset mail" busyWords="Sending…" onPress={sendReset} />
      </div>
    </>
  );
}
