import { useCallback, useRef, useState } from 'react';
import { type ApiProblem, asProblem } from '../api/api-problem.js';

/** Runs one thing at a time: whether it runs, and why it failed last. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const running = useRef(false);
  const run = useCallback(async (effect: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await effect();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, problem, run };
}
