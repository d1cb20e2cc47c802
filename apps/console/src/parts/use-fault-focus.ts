import { useEffect, useRef } from 'react';
import type { ApiProblem } from '../api/api-problem.js';

/** For a form: after a refusal the focus is in the first field that is marked as wrong. */
export function useFaultFocus(problem: ApiProblem | undefined) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);
  return form;
}
