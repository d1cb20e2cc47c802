import type { ReactNode } from 'react';
import type { ApiProblem } from '../../api/api-problem.js';
import { problemText } from '../../api/problem-texts.js';
import { ActionButton } from '../../parts/action-button.js';
import { Alert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { useChallenge } from './use-challenge.js';

interface PasskeyStepProps {
  email: string;
  use: () => Promise<void>;
  onEnded: () => void;
  remember: ReactNode;
}

function refusalText(problem: ApiProblem): string {
  return problem.code === 'second_factor_invalid'
    ? 'This passkey is not one of this sign-in. Try again, or choose another way.'
    : problemText(problem);
}

/** A passkey as the second factor. Browsers want somebody to press something first. */
export function PasskeyStep({ email, use, onEnded, remember }: PasskeyStepProps) {
  const { busy, problem, attempt } = useChallenge(onEnded);
  return (
    <>
      <PageHeading title="Use your passkey" focus />
      <p className="lead">Confirm with your fingerprint, your face, the lock of your screen, or a security key.</p>
      <div className="form">
        {problem === undefined ? null : <Alert>{refusalText(problem)}</Alert>}
        <p className="signing-in-as">
          Signing in as <strong>{email}</strong>
        </p>
        {remember}
        <ActionButton
          className="button button-main"
          busy={busy}
          words="Continue with the passkey"
          busyWords="Waiting for the passkey…"
          onPress={() => attempt(use)}
        />
      </div>
    </>
  );
}
