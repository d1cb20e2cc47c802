import { useState } from 'react';
import { ApiProblem } from '../api/api-problem.js';
import { ProofDialog } from './proof-dialog.js';

interface Waiting {
  proven: () => void;
  cancelled: () => void;
}

function needsProof(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.code === 'reauthentication_required';
}

/** Repeats what was refused for want of a fresh proof, once the person has given it in the dialog. */
export function useProof() {
  const [waiting, setWaiting] = useState<Waiting>();
  const proof = (refusal: ApiProblem) =>
    new Promise<void>((resolve, reject) => setWaiting({ proven: resolve, cancelled: () => reject(refusal) })).finally(
      () => setWaiting(undefined),
    );
  const withProof = async <Result,>(effect: () => Promise<Result>): Promise<Result> => {
    try {
      return await effect();
    } catch (error) {
      if (!needsProof(error)) throw error;
      await proof(error);
      return effect();
    }
  };
  const dialog = waiting === undefined ? null : <ProofDialog onProven={waiting.proven} onCancel={waiting.cancelled} />;
  return { withProof, dialog };
}
