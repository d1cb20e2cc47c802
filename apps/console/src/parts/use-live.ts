import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../api/client.js';
import { live, type LiveHandlers } from '../api/live.js';
import { sessionEnded } from '../app/return-path.js';

/** Hears of changes for as long as the component is shown. Who names no handler for something is not told of it. */
export function useLive(
  handlers: Partial<Pick<LiveHandlers, 'onUser' | 'onPlace'>> & Pick<LiveHandlers, 'onGap'>,
): void {
  const newest = useRef(handlers);
  useEffect(() => {
    newest.current = handlers;
  });
  const navigate = useNavigate();
  useEffect(
    () =>
      live.listen({
        onUser: (userId) => newest.current.onUser?.(userId),
        onPlace: () => newest.current.onPlace?.(),
        onGap: () => newest.current.onGap(),
        onEnded: () => void navigate('/sign-in', { replace: true, state: sessionEnded }),
        // Any call finds out whether somebody is still signed in, and leads to the sign-in page if not.
        onRefused: () => void ask('getMe').catch(() => undefined),
      }),
    [navigate],
  );
}
