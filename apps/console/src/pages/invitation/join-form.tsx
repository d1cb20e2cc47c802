import { type SubmitEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../../api/client.js';
import type { ApiProblem } from '../../api/api-problem.js';
import type { InvitationView } from '../../api/types.js';
import { browserClock } from '../../parts/browser-clock.js';
import { TextField } from '../../parts/fields.js';
import { isDead, type Proof } from '../../parts/mailed-proof.js';
import { NewPasswordField, passwordFault } from '../../parts/new-password-field.js';
import { ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useFaultFocus } from '../../parts/use-fault-focus.js';
import type { FurtherStep } from '../sign-in/further-step.js';

interface JoinFormProps {
  invitation: InvitationView;
  proof: Proof;
  /** The link died between looking and joining. */
  onDead: (problem: ApiProblem) => void;
  /** The password is set, but the account wants more. */
  onFurther: (step: FurtherStep) => void;
}

function useJoin({ proof, onDead, onFurther }: Omit<JoinFormProps, 'invitation'>) {
  const navigate = useNavigate();
  const { busy, problem, run } = useAction();
  const join = (password: string) =>
    run(async () => {
      try {
        const body = { ...proof, ...browserClock(), password, transport: 'cookie' as const };
        const answer = await ask('acceptInvitation', { body });
        if (answer.status !== 'signed_in') return onFurther(answer);
        await navigate('/welcome', { replace: true });
      } catch (error) {
        if (!isDead(error)) throw error;
        onDead(error);
      }
    });
  return { busy, problem, join };
}

export function JoinForm({ invitation, ...rest }: JoinFormProps) {
  const { accountName, firstName, email, passwordPolicy } = invitation;
  const [password, setPassword] = useState('');
  const { busy, problem, join } = useJoin(rest);
  const form = useFaultFocus(problem);
  const fault = passwordFault(problem);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void join(password);
  };
  return (
    <>
      <PageHeading title={`Join ${accountName}`} />
      <p className="lead">
        Hello {firstName}, {accountName} has invited you to its help desk. Choose a password, and you are in.
      </p>
      <form className="form" ref={form} onSubmit={onSubmit}>
        <ProblemAlert problem={fault === undefined ? problem : undefined} />
        {/* In the form, so that password managers store the pair. */}
        <TextField label="You will sign in as" autoComplete="username" value={email} onValue={() => {}} readOnly />
        <NewPasswordField
          label="Password"
          value={password}
          onValue={setPassword}
          policy={passwordPolicy}
          error={fault}
        />
        <SubmitButton busy={busy} words={`Join ${accountName}`} busyWords="Joining…" />
      </form>
    </>
  );
}
