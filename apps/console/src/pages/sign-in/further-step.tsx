import { useState } from 'react';
import type { SignInAnswer } from '../../api/types.js';
import { PageHeading } from '../../parts/page-heading.js';
import { Enrolment } from './enrolment.js';
import { SecondStep } from './second-step.js';

/** What stands between a password and being signed in. */
export type FurtherStep = Exclude<SignInAnswer, { status: 'signed_in' }>;

interface FurtherStepPageProps {
  step: FurtherStep;
  email: string;
  onSignedIn: () => Promise<void> | void;
  startAgain: () => void;
}

/** Asks for the second factor, or has one enrolled. */
export function FurtherStepPage({ step, email, onSignedIn, startAgain }: FurtherStepPageProps) {
  const [ended, setEnded] = useState(false);
  if (ended) return <Ended startAgain={startAgain} />;
  const rest = { email, onSignedIn, startAgain, onEnded: () => setEnded(true) };
  if (step.status === 'enrolment_required') return <Enrolment challengeId={step.challengeId} {...rest} />;
  return <SecondStep challengeId={step.challengeId} methods={step.methods} {...rest} />;
}

function Ended({ startAgain }: { startAgain: () => void }) {
  return (
    <>
      <PageHeading title="This sign-in has ended" focus />
      <p className="lead">
        It took longer than ten minutes, or there were too many wrong answers. Nothing is lost: begin with your password
        once more.
      </p>
      <div className="form">
        <button type="button" className="button button-main" onClick={startAgain}>
          Start again
        </button>
      </div>
    </>
  );
}
