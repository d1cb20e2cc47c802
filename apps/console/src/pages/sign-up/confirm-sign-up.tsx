import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { ApiProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { deathOf as linkDeathOf } from '../../parts/mailed-proof.js';
import { ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { useAction } from '../../parts/use-action.js';
import { type FurtherStep, FurtherStepPage } from '../sign-in/further-step.js';

type Death = 'expired' | 'invalid' | 'taken';

function deathOf(error: unknown): Death | undefined {
  return error instanceof ApiProblem && error.code === 'email_taken' ? 'taken' : linkDeathOf(error);
}

/** Nothing happens until the button is pressed, because mail scanners open links, too. */
export function ConfirmSignUp({ token }: { token: string }) {
  const navigate = useNavigate();
  const [death, setDeath] = useState<Death>();
  const [step, setStep] = useState<FurtherStep>();
  const { busy, problem, run } = useAction();
  const enter = () => navigate('/welcome', { replace: true });
  const open = () =>
    run(async () => {
      try {
        const answer = await ask('confirmSignUp', { body: { token, transport: 'cookie' } });
        if (answer.status !== 'signed_in') return setStep(answer);
        await enter();
      } catch (error) {
        const found = deathOf(error);
        if (found === undefined) throw error;
        setDeath(found);
      }
    });
  if (death !== undefined) return <Dead death={death} />;
  if (step !== undefined) {
    const startAgain = () => void navigate('/sign-in', { replace: true });
    return <FurtherStepPage step={step} email="" onSignedIn={enter} startAgain={startAgain} />;
  }
  return (
    <>
      <PageHeading title="Open your account" />
      <p className="lead">One press, and the account is there, with you as its owner.</p>
      <div className="form">
        <ProblemAlert problem={problem} />
        <ActionButton
          className="button button-main"
          busy={busy}
          words="Open the account"
          busyWords="Opening it…"
          onPress={open}
        />
      </div>
      <p className="guest-more">Not expected? Then close this page: without you no account is opened.</p>
    </>
  );
}

const titles: Record<Death, string> = {
  expired: 'This link has expired',
  invalid: 'This link does not work',
  taken: 'This address is in use by now',
};

const leads: Record<Death, string> = {
  expired: 'Such links work for about a day, and no account was opened. Fill in the form once more to get a new one.',
  invalid:
    'It was used already, replaced by a newer one, or lost some letters on its way. If the account is open, sign in; otherwise fill in the form once more.',
  taken:
    'Somebody invited you, or an account was opened with it, after you asked. Sign in there, or have a new password sent.',
};

function Dead({ death }: { death: Death }) {
  return (
    <>
      <PageHeading title={titles[death]} focus />
      <p className="lead">{leads[death]}</p>
      {death === 'taken' ? (
        <Link className="button button-main" to="/sign-in">
          Go to the sign-in
        </Link>
      ) : (
        <Link className="button button-main" to="/sign-up">
          Fill in the form again
        </Link>
      )}
      <div className="guest-more">
        <p>
          {death === 'taken' ? <Link to="/password-reset">Have a new password sent</Link> : null}
          {death === 'taken' ? null : <Link to="/sign-in">Sign in</Link>}
        </p>
      </div>
    </>
  );
}
