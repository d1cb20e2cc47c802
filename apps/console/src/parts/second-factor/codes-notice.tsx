import { Link } from 'react-router';
import { ask } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { useLoad } from '../use-load.js';

/** For people with a second factor and no recovery code that works, such as those who left the page that showed them. */
export function RecoveryCodesNotice() {
  const { me } = useSession();
  const { state } = useLoad((signal) => ask('getTwoFactor', { signal }), []);
  if (state.phase !== 'ready' || !state.data.enabled || state.data.recoveryCodesLeft > 0) return null;
  return (
    <section className="notice notice-warn" aria-label="Recovery codes">
      <p>
        <strong>You have no recovery codes that work.</strong> Without your phone or passkey you could not sign in any
        more. Make a set, and confirm that you have kept it.
      </p>
      <Link className="button button-small" to={`/users/${me.id}/two-factor`}>
        Make recovery codes
      </Link>
    </section>
  );
}
