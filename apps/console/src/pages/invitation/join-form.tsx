import { type SubmitEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../../api/client.js';
import { ApiProblem } from '../../api/api-problem.js';
import type { InvitationView } from '../../api/types.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import { PasswordField, TextField } from '../../parts/fields.js';
import { Alert, ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { browserClock } from './browser-clock.js';
import { lengthHint, type Proof } from './proof.js';

interface JoinFormProps {
  invitation: InvitationView;
  proof: Proof;
  /** The link died between looking and joining. */
  onDead: (problem: ApiProblem) => void;
}

function isDead(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && (error.code === 'link_invalid' || error.code === 'link_expired');
}

function useJoin({ proof, onDead }: Pick<JoinFormProps, 'proof' | 'onDead'>) {
  const navigate = useNavigate();
  const [needsMore, setNeedsMore] = useState(false);
  const { busy, problem, run } = useAction();
  const join = (password: string) =>
    run(async () => {
      try {
        const body = { ...proof, ...browserClock(), password, transport: 'cookie' as const };
        const answer = await ask('acceptInvitation', { body });
        if (answer.status !== 'signed_in') return setNeedsMore(true);
        await navigate('/welcome', { replace: true });
      } catch (error) {
        if (!isDead(error)) throw error;
        onDead(error);
      }
    });
  return { busy, problem, needsMore, join };
}

/** What is wrong with the password itself, beside its field. */
function passwordFault(problem: ApiProblem | undefined): string | undefined {
  if (problem === undefined) return undefined;
  const fault = faultsByField(problem)['password'];
  return fault ?? (problem.code === 'password_too_weak' ? (problem.detail ?? problemText(problem)) : undefined);
}

export function JoinForm({ invitation, proof, onDead }: JoinFormProps) {
  const { accountName, firstName, email, passwordPolicy } = invitation;
  const [password, setPassword] = useState('');
  const { busy, problem, needsMore, join } = useJoin({ proof, onDead });
  const fault = passwordFault(problem);
  const hint = lengthHint(password, passwordPolicy.minLength);
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
      <form className="form" onSubmit={onSubmit}>
        <ProblemAlert problem={fault === undefined ? problem : undefined} />
        {needsMore ? (
          <Alert>Your password is set. Your account also asks for a second factor; ask its owner.</Alert>
        ) : null}
        {/* In the form, so that password managers store the pair. */}
        <TextField label="You will sign in as" autoComplete="username" value={email} onValue={() => {}} readOnly />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          value={password}
          onValue={setPassword}
          minLength={passwordPolicy.minLength}
          maxLength={passwordPolicy.maxLength}
          error={fault}
          hint={<LengthHint {...hint} />}
        />
        <SubmitButton busy={busy} words={`Join ${accountName}`} busyWords="Joining…" />
      </form>
    </>
  );
}

function LengthHint({ enough, words }: { enough: boolean; words: string }) {
  return (
    <span className={enough ? 'hint-met' : undefined} aria-live="polite">
      {words}
    </span>
  );
}
