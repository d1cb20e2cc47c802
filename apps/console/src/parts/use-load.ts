import { type DependencyList, useCallback, useEffect, useState } from 'react';
import { type ApiProblem, asProblem } from '../api/api-problem.js';

export type Loaded<Data> =
  { phase: 'loading' } | { phase: 'ready'; data: Data } | { phase: 'failed'; problem: ApiProblem };

/** Loads on mount and whenever a dependency changes; `reload` keeps what is shown until the new data is there. */
export function useLoad<Data>(load: (signal: AbortSignal) => Promise<Data>, dependencies: DependencyList) {
  const [state, setState] = useState<Loaded<Data>>({ phase: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const giveUp = new AbortController();
    const settle = (next: Loaded<Data>) => !giveUp.signal.aborted && setState(next);
    load(giveUp.signal).then(
      (data) => settle({ phase: 'ready', data }),
      (error: unknown) => settle({ phase: 'failed', problem: asProblem(error) }),
    );
    return () => giveUp.abort();
  }, [...dependencies, round]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  const retry = useCallback(() => {
    setState({ phase: 'loading' });
    reload();
  }, [reload]);
  return { state, reload, retry };
}
