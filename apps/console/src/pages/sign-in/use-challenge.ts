import { ApiProblem } from '../../api/api-problem.js';
import { useAction } from '../../parts/use-action.js';

/** An action of a sign-in that is under way; `onEnded` when that sign-in took too long or too many tries. */
export function useChallenge(onEnded: () => void) {
  const { busy, problem, run } = useAction();
  const attempt = (effect: () => Promise<void>) =>
    run(async () => {
      try {
        await effect();
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'challenge_invalid') throw error;
        onEnded();
      }
    });
  return { busy, problem, attempt };
}
