import { useEffect } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { ask, onSignedOut } from '../api/client.js';
import { useForgetting } from '../parts/kept-input.js';
import { Failure } from '../parts/notice.js';
import { useLoad } from '../parts/use-load.js';
import { sessionEnded, signInPath } from './return-path.js';
import { SessionContext } from './session.js';
import { Shell } from './shell.js';
import { Waiting } from './waiting.js';

async function loadSession(signal: AbortSignal) {
  const [me, access] = await Promise.all([ask('getMe', { signal }), ask('getMyAccess', { signal })]);
  return { me, access };
}

/** Sends people to the sign-in page as soon as any call says that nobody is signed in, and back afterwards. */
function useSignInWhenNeeded(): void {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  useEffect(
    () => onSignedOut(() => void navigate(signInPath({ pathname, search }), { replace: true, state: sessionEnded })),
    [pathname, search, navigate],
  );
}

/** Everything below it knows who is signed in. */
export function SessionGate() {
  useSignInWhenNeeded();
  useForgetting();
  const { state, reload, retry } = useLoad(loadSession, []);
  if (state.phase === 'loading') return <Waiting />;
  if (state.phase === 'failed') {
    return (
      <main className="page page-narrow">
        <h1 className="page-heading">Muster</h1>
        <Failure problem={state.problem} onRetry={retry} />
      </main>
    );
  }
  return (
    <SessionContext value={{ ...state.data, refresh: reload }}>
      <ScrollRestoration />
      <Shell>
        <Outlet />
      </Shell>
    </SessionContext>
  );
}
