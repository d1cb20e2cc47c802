import { type DependencyList, useCallback, useEffect, useRef, useState } from 'react';
import { type ApiProblem, asProblem } from '../api/api-problem.js';

export type Loaded<Data> =
  { phase: 'loading' } | { phase: 'ready'; data: Data } | { phase: 'failed'; problem: ApiProblem };

/**
 * Loads on mount and whenever a dependency changes; `reload` keeps what is shown until the new data is there, `refresh`
 * also when there is none: nobody asked for it, and somebody may be filling in a form.
 */
export function useLoad<Data>(load: (signal: AbortSignal) => Promise<Data>, dependencies: DependencyList) {
  const [state, setState] = useState<Loaded<Data>>({ phase: 'loading' });
  const [round, setRound] = useState({ quiet: false });
  const begun = useRef(round);
  useEffect(() => {
    const quiet = round.quiet && begun.current !== round;
    begun.current = round;
    const giveUp = new AbortController();
    const settle = (next: Loaded<Data>) => {
      if (giveUp.signal.aborted) return;
      setState((shown) => (quiet && next.phase === 'failed' && shown.phase === 'ready' ? shown : next));
    };
    load(giveUp.signal).then(
      (data) => settle({ phase: 'ready', data }),
      (error: unknown) => settle({ phase: 'failed', problem: asProblem(error) }),
    );
    return () => giveUp.abort();
  }, [...dependencies, round]);
  const reload = useCallback(() => setRound({ quiet: false }), []);
  const refresh = useCallback(() => setRound({ quiet: true }), []);
  const retry = useCallback(() => {
    setState({ phase: 'loading' });
    reload();
  }, [reload]);
  return { state, reload, refresh, retry };
}
