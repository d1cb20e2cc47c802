import { ApiProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import type { UpdateUserBody } from '../../api/types.js';
import { useAction } from '../../parts/use-action.js';

interface SavingInput {
  id: string;
  etag: string | undefined;
  onSaved: () => void;
}

/** Saves unless somebody else was faster; then `reload` fetches what they wrote. */
export function useSaving({ id, etag, onSaved }: SavingInput) {
  const { busy, problem, run } = useAction();
  const save = (changes: UpdateUserBody, reload: () => void) =>
    run(async () => {
      try {
        await ask('updateUser', { params: { id }, body: changes, ifMatch: etag });
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'stale') reload();
        throw error;
      }
      onSaved();
    });
  return { busy, problem, save };
}
