import { useLocation, useNavigate } from 'react-router';
import { type Draft, type StepName, stepShown } from './draft.js';

function isWalked(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'walked' in state;
}

/** The present step, as the address says. Each is an entry of the browser's history, so that its Back goes one back. */
export function useStep(draft: Draft, steps: readonly StepName[]) {
  const { pathname, search, state } = useLocation();
  const navigate = useNavigate();
  const step = stepShown(new URLSearchParams(search).get('step'), steps, draft);
  const at = steps.indexOf(step);
  const pathOf = (name: StepName) => (name === 'details' ? pathname : `${pathname}?step=${name}`);
  const goTo = (name: StepName) => void navigate(pathOf(name), { state: { walked: true } });
  const back = () => {
    if (isWalked(state)) void navigate(-1);
    else void navigate(pathOf(steps[at - 1] ?? 'details'), { replace: true });
  };
  return { step, next: steps[at + 1], goTo, back };
}
