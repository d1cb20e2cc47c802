import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type ApiProblem, asProblem } from '../../api/api-problem.js';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import type { Mailbox, Team } from '../../api/types.js';
import { useAction } from '../../parts/use-action.js';
import { detailFaults, type Draft, emptyDraft, requestOf, type StepName, stepOfField, stepsFor } from './draft.js';

type Faults = Record<string, string>;

/** Faults per field for a refusal, wherever the API tells them. */
function faultsOf(problem: ApiProblem): Faults {
  if (problem.code === 'email_taken') return { email: problemText(problem) };
  if (problem.code === 'plan_required') return { role: problemText(problem) };
  return faultsByField(problem);
}

interface Places {
  teams: readonly Team[];
  mailboxes: readonly Mailbox[];
}

/** Entries, the present step and what was wrong, kept together while people go back and forth. */
export function useWizard(places: Places) {
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [step, setStep] = useState<StepName>('details');
  const [faults, setFaults] = useState<Faults>({});
  const steps = stepsFor({ role: draft.role, hasTeams: places.teams.length > 0 });
  const at = steps.indexOf(step);
  const change = (changes: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changes }));
    setFaults((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in changes))));
  };
  const back = () => setStep(steps[at - 1] ?? 'details');
  const forward = () => {
    const found = step === 'details' ? detailFaults(draft) : {};
    setFaults(found);
    if (Object.keys(found).length === 0) setStep(steps[at + 1] ?? step);
  };
  const refuse = (problem: ApiProblem) => {
    const found = faultsOf(problem);
    setFaults(found);
    const first = Object.keys(found)[0];
    if (first !== undefined) setStep(stepOfField(first));
  };
  const creation = useCreation({ draft, steps, places, refuse });
  return { draft, change, step, steps, next: steps[at + 1], back, forward, faults, ...creation };
}

interface CreationInput {
  draft: Draft;
  steps: readonly StepName[];
  places: Places;
  refuse: (problem: ApiProblem) => void;
}

function useCreation({ draft, steps, places, refuse }: CreationInput) {
  const attempt = useRef(new AttemptKey());
  const navigate = useNavigate();
  const { busy, problem, run } = useAction();
  const create = () =>
    run(async () => {
      const body = requestOf(draft, steps, places);
      try {
        const created = await attempt.current.run(body, (idempotencyKey) =>
          ask('createUser', { body, idempotencyKey }),
        );
        await navigate('/users', { state: { created } });
      } catch (error) {
        refuse(asProblem(error));
        throw error;
      }
    });
  return { busy, problem, create };
}

export type Wizard = ReturnType<typeof useWizard>;
