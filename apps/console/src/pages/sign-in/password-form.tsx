import { type SubmitEvent, useState } from 'react';
import { Link } from 'react-router';
import { ask } from '../../api/client.js';
import { PasswordField, TextField } from '../../parts/fields.js';
import { ProblemAlert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import type { FurtherStep } from './further-step.js';

interface PasswordFormProps {
  email: string;
  onEmail: (email: string) => void;
  onSignedIn: () => Promise<void>;
  onFurther: (step: FurtherStep) => void;
}

export function PasswordForm({ email, onEmail, onSignedIn, onFurther }: PasswordFormProps) {
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useAction();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(async () => {
      const answer = await ask('createSession', { body: { email, password, transport: 'cookie' } });
      if (answer.status !== 'signed_in') return onFurther(answer);
      await onSignedIn();
    });
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      <ProblemAlert problem={problem} />
      <TextField label="Email" type="email" autoComplete="username" value={email} onValue={onEmail} maxLength={254} />
      <PasswordField
        label="Password"
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
        maxLength={128}
        hint={<Link to="/password-reset">Forgot your password?</Link>}
      />
      <SubmitButton busy={busy} words="Sign in" busyWords="Signing in…" />
    </form>
  );
}
