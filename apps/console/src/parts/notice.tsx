import type { ReactNode } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { problemText } from '../api/problem-texts.js';

/** A failure, spoken at once. */
export function Alert({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="notice notice-bad">
      {children}
    </div>
  );
}

export function ProblemAlert({ problem }: { problem: ApiProblem | undefined }) {
  return problem === undefined ? null : <Alert>{problemText(problem)}</Alert>;
}

/** Something went well; spoken when there is a pause. */
export function Confirmation({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="notice notice-good">
      {children}
    </div>
  );
}

export function Hint({ children }: { children: ReactNode }) {
  return <div className="notice">{children}</div>;
}

/** What stands where content could not be loaded. */
export function Failure({ problem, onRetry }: { problem: ApiProblem; onRetry: () => void }) {
  return (
    <div className="failure">
      <ProblemAlert problem={problem} />
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
