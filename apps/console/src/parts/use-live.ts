import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../api/client.js';
import { type LiveHandlers, openLive } from '../api/live.js';

/** Hears of changes for as long as the component is shown. */
export function useLive(handlers: Pick<LiveHandlers, 'onUser' | 'onGap'>): void {
  const newest = useRef(handlers);
  useEffect(() => {
    newest.current = handlers;
  });
  const navigate = useNavigate();
  useEffect(
    () =>
      openLive({
        onUser: (userId) => newest.current.onUser(userId),
        onGap: () => newest.current.onGap(),
        onEnded: () => void navigate('/sign-in', { replace: true }),
        // Any call finds out whether somebody is still signed in, and leads to the sign-in page if not.
        onRefused: () => void ask('getMe').catch(() => undefined),
      }),
    [navigate],
  );
}
