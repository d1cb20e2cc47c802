import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type ApiProblem, asProblem } from '../../api/api-problem.js';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import type { Mailbox, Team } from '../../api/types.js';
import { useAction } from '../../parts/use-action.js';
import { detailFaults, type Draft, requestOf, type StepName, stepOfField, stepsFor } from './draft.js';
import { useDraft } from './use-draft.js';
import { useStep } from './use-step.js';

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
  const { draft, change: changeDraft, forget } = useDraft();
  const [faults, setFaults] = useState<Faults>({});
  const steps = stepsFor({ role: draft.role, hasTeams: places.teams.length > 0 });
  const { step, next, goTo, back } = useStep(draft, steps);
  const change = (changes: Partial<Draft>) => {
    changeDraft(changes);
    setFaults((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in changes))));
  };
  const forward = () => {
    const found = step === 'details' ? detailFaults(draft) : {};
    setFaults(found);
    if (Object.keys(found).length === 0 && next !== undefined) goTo(next);
  };
  const refuse = (problem: ApiProblem) => {
    const found = faultsOf(problem);
    setFaults(found);
    const first = Object.keys(found)[0];
    if (first !== undefined && stepOfField(first) !== step) goTo(stepOfField(first));
  };
  const creation = useCreation({ draft, steps, places, refuse, onCreated: forget });
  return { draft, change, step, steps, next, back, forward, faults, ...creation };
}

interface CreationInput {
  draft: Draft;
  steps: readonly StepName[];
  places: Places;
  refuse: (problem: ApiProblem) => void;
  onCreated: () => void;
}

function useCreation({ draft, steps, places, refuse, onCreated }: CreationInput) {
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
        onCreated();
        await navigate('/users', { state: { created } });
      } catch (error) {
        refuse(asProblem(error));
        throw error;
      }
    });
  return { busy, problem, create };
}

export type Wizard = ReturnType<typeof useWizard>;
