import { useState } from 'react';
import { useParams } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { ask } from '../../api/client.js';
import type { ApiProblem } from '../../api/api-problem.js';
import type { InvitationView } from '../../api/types.js';
import { Failure } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { useLoad } from '../../parts/use-load.js';
import { CodeForm } from './code-form.js';
import { DeadLink } from './dead-link.js';
import { JoinForm } from './join-form.js';
import type { Proof } from './proof.js';

/** `/invitation/:token`, and `/invitation` for mails whose link was mangled. */
export function InvitationPage() {
  const { token } = useParams();
  return <GuestFrame>{token === undefined ? <ByCode /> : <ByLink key={token} token={token} />}</GuestFrame>;
}

function isDead(problem: ApiProblem): boolean {
  return problem.code === 'link_invalid' || problem.code === 'link_expired' || problem.code === 'invalid_request';
}

function ByLink({ token }: { token: string }) {
  const { state, retry } = useLoad((signal) => ask('lookupInvitation', { body: { token }, signal }), [token]);
  const [refused, setRefused] = useState<ApiProblem>();
  const problem = refused ?? (state.phase === 'failed' ? state.problem : undefined);
  if (problem !== undefined && isDead(problem))
    return <DeadLink expired={problem.code === 'link_expired'} token={token} />;
  if (state.phase === 'ready') return <JoinForm invitation={state.data} proof={{ token }} onDead={setRefused} />;
  return (
    <>
      <PageHeading title="Your invitation" />
      {state.phase === 'failed' ? (
        <Failure problem={state.problem} onRetry={retry} />
      ) : (
        <p className="lead" role="status">
          Looking it up…
        </p>
      )}
    </>
  );
}

function ByCode() {
  const [found, setFound] = useState<{ invitation: InvitationView; proof: Proof }>();
  const [refused, setRefused] = useState<ApiProblem>();
  if (refused !== undefined) return <DeadLink expired={refused.code === 'link_expired'} />;
  if (found === undefined) return <CodeForm onFound={setFound} onExpired={setRefused} />;
  return <JoinForm {...found} onDead={setRefused} />;
}
