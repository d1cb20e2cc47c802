import { useState } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';
import { ask } from '../../api/client.js';
import { saysSessionEnded } from '../../app/return-path.js';
import { useLoad } from '../../parts/use-load.js';

/** Who is not told within so long gets the form: signing in once too often does no harm. */
const patienceMs = 3_000;

/**
 * Whether the browser holds a session already, as after loading anew what came behind the form. Not asked when one has
 * just ended, lest a gateway that has not heard of it sends people to and fro.
 */
export function useSignedIn(): 'unknown' | 'in' | 'out' {
  const { state: navigation } = useLocation();
  const action = useNavigationType();
  // What was said with a navigation stays in the history, and does not hold for a page that is loaded again.
  const [ended] = useState(saysSessionEnded(navigation) && action !== NavigationType.Pop);
  const { state } = useLoad(async (signal) => {
    if (ended) return false;
    await ask('getMe', { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
    return true;
  }, []);
  if (ended || state.phase === 'failed') return 'out';
  return state.phase === 'loading' ? 'unknown' : 'in';
}
