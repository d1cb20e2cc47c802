import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { ask } from '../../api/client.js';
import type { ApiProblem } from '../../api/api-problem.js';
import type { InvitationView } from '../../api/types.js';
import { LookingUp } from '../../parts/looking-up.js';
import { deathOf, type Proof } from '../../parts/mailed-proof.js';
import { useLoad } from '../../parts/use-load.js';
import { type FurtherStep, FurtherStepPage } from '../sign-in/further-step.js';
import { InvitationCodeForm } from './code-form.js';
import { DeadLink } from './dead-link.js';
import { JoinForm } from './join-form.js';

/** `/invitation/:token`, and `/invitation` for mails whose link was mangled. */
export function InvitationPage() {
  const { token } = useParams();
  return <GuestFrame>{token === undefined ? <ByCode /> : <ByLink key={token} token={token} />}</GuestFrame>;
}

function ByLink({ token }: { token: string }) {
  const { state, retry } = useLoad((signal) => ask('lookupInvitation', { body: { token }, signal }), [token]);
  const [refused, setRefused] = useState<ApiProblem>();
  const problem = refused ?? (state.phase === 'failed' ? state.problem : undefined);
  const death = deathOf(problem);
  if (death !== undefined) return <DeadLink expired={death === 'expired'} token={token} />;
  if (state.phase === 'ready') return <Joining invitation={state.data} proof={{ token }} onDead={setRefused} />;
  return <LookingUp title="Your invitation" problem={problem} onRetry={retry} />;
}

function ByCode() {
  const [found, setFound] = useState<{ invitation: InvitationView; proof: Proof }>();
  const [refused, setRefused] = useState<ApiProblem>();
  if (refused !== undefined) return <DeadLink expired={refused.code === 'link_expired'} />;
  if (found === undefined) return <InvitationCodeForm onFound={setFound} onExpired={setRefused} />;
  return <Joining {...found} onDead={setRefused} />;
}

function Joining(props: { invitation: InvitationView; proof: Proof; onDead: (problem: ApiProblem) => void }) {
  const navigate = useNavigate();
  const [step, setStep] = useState<FurtherStep>();
  if (step === undefined) return <JoinForm {...props} onFurther={setStep} />;
  return (
    <FurtherStepPage
      step={step}
      email={props.invitation.email}
      onSignedIn={() => navigate('/welcome', { replace: true })}
      // The invitation is spent and the password set: from now on they sign in like everybody.
      startAgain={() => void navigate('/sign-in', { replace: true })}
    />
  );
}
