import { type SubmitEvent, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { returnPath } from '../../app/return-path.js';
import { ask } from '../../api/client.js';
import type { SignInAnswer } from '../../api/types.js';
import { PasswordField, TextField } from '../../parts/fields.js';
import { Alert, ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';

/** Signs in and goes on, unless the account wants more than a password. */
function useSignIn() {
  const { search } = useLocation();
  const navigate = useNavigate();
  const [unfinished, setUnfinished] = useState<SignInAnswer['status']>();
  const { busy, problem, run } = useAction();
  const signIn = (email: string, password: string) =>
    run(async () => {
      setUnfinished(undefined);
      const answer = await ask('createSession', { body: { email, password, transport: 'cookie' } });
      if (answer.status !== 'signed_in') return setUnfinished(answer.status);
      await navigate(returnPath(search, window.location.origin), { replace: true });
    });
  return { busy, problem, unfinished, signIn };
}

export function SignInPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, unfinished, signIn } = useSignIn();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void signIn(email, password);
  };
  return (
    <GuestFrame>
      <PageHeading title="Sign in" />
      <p className="lead">Use the address your invitation came to.</p>
      <form className="form" onSubmit={onSubmit}>
        <ProblemAlert problem={problem} />
        {unfinished === undefined ? null : (
          <Alert>Your account asks for a second factor, which cannot be given here yet. Ask your account owner.</Alert>
        )}
        <TextField
          label="Email"
          type="email"
          autoComplete="username"
          value={email}
          onValue={setEmail}
          maxLength={254}
        />
        <PasswordField
          label="Password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
          maxLength={128}
        />
        <SubmitButton busy={busy} words="Sign in" busyWords="Signing in…" />
      </form>
      <p className="guest-more">
        Invited, but the link does not work? <Link to="/invitation">Enter the code from the mail</Link>
      </p>
    </GuestFrame>
  );
}
