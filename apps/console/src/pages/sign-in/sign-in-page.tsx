import { useState } from 'react';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { returnPath } from '../../app/return-path.js';
import { Waiting } from '../../app/waiting.js';
import { PageHeading } from '../../parts/page-heading.js';
import { passkeysWork } from '../../parts/second-factor/passkeys.js';
import { type FurtherStep, FurtherStepPage } from './further-step.js';
import { PasskeyAlone } from './passkey-alone.js';
import { PasswordForm } from './password-form.js';
import { useSignedIn } from './use-signed-in.js';

/** Shows the form to those who are not signed in, and lets everybody else go on. */
export function SignInPage() {
  const state = useSignedIn();
  const { search } = useLocation();
  if (state === 'unknown') return <Waiting />;
  if (state === 'in') return <Navigate to={returnPath(search, window.location.origin)} replace />;
  return <SigningIn />;
}

function SigningIn() {
  const { search } = useLocation();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [step, setStep] = useState<FurtherStep>();
  const onSignedIn = async () => {
    await navigate(returnPath(search, window.location.origin), { replace: true });
  };
  if (step !== undefined) {
    return (
      <GuestFrame>
        <FurtherStepPage step={step} email={email} onSignedIn={onSignedIn} startAgain={() => setStep(undefined)} />
      </GuestFrame>
    );
  }
  return (
    <GuestFrame>
      <PageHeading title="Sign in" />
      <p className="lead">Use the address your invitation came to.</p>
      <PasswordForm email={email} onEmail={setEmail} onSignedIn={onSignedIn} onFurther={setStep} />
      {passkeysWork() ? <PasskeyAlone onSignedIn={onSignedIn} /> : null}
      <div className="guest-more">
        <p>
          Invited, but the link does not work? <Link to="/invitation">Enter the code from the mail</Link>
        </p>
        <p>
          New here? <Link to="/sign-up">Open an account</Link>
        </p>
      </div>
    </GuestFrame>
  );
}
