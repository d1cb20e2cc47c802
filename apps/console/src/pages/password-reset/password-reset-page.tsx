import { useParams } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { ask } from '../../api/client.js';
import { LookingUp } from '../../parts/looking-up.js';
import { deathOf } from '../../parts/mailed-proof.js';
import { useLoad } from '../../parts/use-load.js';
import { Reset } from './reset.js';

/** `/password-reset/:token`, and `/password-reset` for asking, and for mails whose link was mangled. */
export function PasswordResetPage() {
  const { token } = useParams();
  return (
    <GuestFrame>
      {token === undefined ? <Reset key="ask" begin={{ at: 'ask' }} /> : <ByLink key={token} token={token} />}
    </GuestFrame>
  );
}

/** Looking never spends the link: mail scanners open it, too. */
function ByLink({ token }: { token: string }) {
  const { state, retry } = useLoad((signal) => ask('lookupPasswordReset', { body: { token }, signal }), [token]);
  if (state.phase === 'ready') return <Reset begin={{ at: 'choose', reset: state.data, proof: { token } }} />;
  const problem = state.phase === 'failed' ? state.problem : undefined;
  const death = deathOf(problem);
  if (death !== undefined) return <Reset begin={{ at: 'dead', expired: death === 'expired' }} />;
  return <LookingUp title="A new password" problem={problem} onRetry={retry} />;
}
