import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { type LiveHandlers, openLive } from '../api/live.js';

/** Hears of changes for as long as the component is shown. */
export function useLive(handlers: Omit<LiveHandlers, 'onEnded'>): void {
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
      }),
    [navigate],
  );
}
