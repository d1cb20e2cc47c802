import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import type { ApiProblem } from '../../api/api-problem.js';
import type { PasswordResetView } from '../../api/types.js';
import { TextField } from '../../parts/fields.js';
import { isDead, type Proof } from '../../parts/mailed-proof.js';
import { NewPasswordField, passwordFault } from '../../parts/new-password-field.js';
import { ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useFaultFocus } from '../../parts/use-fault-focus.js';

interface ChooseFormProps {
  reset: PasswordResetView;
  proof: Proof;
  onDone: () => void;
  /** The link died between looking and choosing. */
  onDead: (problem: ApiProblem) => void;
}

/** Only pressing the button spends the link. */
export function ChooseForm({ reset, proof, onDone, onDead }: ChooseFormProps) {
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useAction();
  const form = useFaultFocus(problem);
  const fault = passwordFault(problem);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(async () => {
      try {
        await ask('completePasswordReset', { body: { ...proof, password } });
        onDone();
      } catch (error) {
        if (!isDead(error)) throw error;
        onDead(error);
      }
    });
  };
  return (
    <>
      <PageHeading title="Choose a new password" focus />
      <p className="lead">
        Hello {reset.firstName}, this is for your sign-in at {reset.accountName}. It signs you out everywhere else.
      </p>
      <form className="form" ref={form} onSubmit={onSubmit}>
        <ProblemAlert problem={fault === undefined ? problem : undefined} />
        {/* In the form, so that password managers store the pair. */}
        <TextField label="You sign in as" autoComplete="username" value={reset.email} onValue={() => {}} readOnly />
        <NewPasswordField
          label="New password"
          value={password}
          onValue={setPassword}
          policy={reset.passwordPolicy}
          error={fault}
        />
        <SubmitButton busy={busy} words="Set the new password" busyWords="Setting it…" />
      </form>
    </>
  );
}
