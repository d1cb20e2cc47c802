import type { ApiProblem } from '../../api/api-problem.js';
import { problemText } from '../../api/problem-texts.js';
import { Alert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { passkeysWork } from '../../parts/second-factor/passkeys.js';

interface FactorChoiceProps {
  busy: boolean;
  problem: ApiProblem | undefined;
  onApp: () => void;
  onPasskey: () => void;
  startAgain: () => void;
}

function refusalText(problem: ApiProblem): string {
  return problem.code === 'invalid_request'
    ? 'The passkey was not accepted. Try again, or choose the app.'
    : problemText(problem);
}

/** Which second factor it shall be. */
export function FactorChoice({ busy, problem, onApp, onPasskey, startAgain }: FactorChoiceProps) {
  return (
    <>
      <PageHeading title="Set up a second factor" focus />
      <p className="lead">
        Your account asks for more than a password, so that nobody gets in who has only guessed it. It takes a minute;
        then you are in.
      </p>
      <div className="form" aria-busy={busy}>
        {problem === undefined ? null : <Alert>{refusalText(problem)}</Alert>}
        {passkeysWork() ? (
          <Choice
            title="Passkey"
            detail="The fingerprint, face or screen lock of this device, or a security key."
            busy={busy}
            onChoose={onPasskey}
          />
        ) : null}
        <Choice
          title="Authenticator app"
          detail="An app on your phone that shows a new code every 30 seconds."
          busy={busy}
          onChoose={onApp}
        />
      </div>
      <div className="guest-more">
        <p>
          Not now?{' '}
          <button type="button" className="link-button" onClick={startAgain}>
            Back to the sign-in
          </button>
        </p>
      </div>
    </>
  );
}

interface ChoiceProps {
  title: string;
  detail: string;
  busy: boolean;
  onChoose: () => void;
}

function Choice({ title, detail, busy, onChoose }: ChoiceProps) {
  return (
    <button type="button" className="factor-choice" aria-disabled={busy || undefined} onClick={onChoose}>
      <strong>{title}</strong>
      <span>{detail}</span>
    </button>
  );
}
