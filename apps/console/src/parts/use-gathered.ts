import { useCallback, useEffect, useRef } from 'react';

const gatherMs = 200;

/** Collects what is told for a moment, so that a burst costs one round. */
export function useGathered(handle: (told: string[]) => void): (one: string) => void {
  const waiting = useRef(new Set<string>());
  const timer = useRef<number | undefined>(undefined);
  const newest = useRef(handle);
  useEffect(() => {
    newest.current = handle;
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback((one: string) => {
    waiting.current.add(one);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const told = [...waiting.current];
      waiting.current.clear();
      newest.current(told);
    }, gatherMs);
  }, []);
}
