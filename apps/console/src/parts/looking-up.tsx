import type { ApiProblem } from '../api/api-problem.js';
import { Failure } from './notice.js';
import { PageHeading } from './page-heading.js';

interface LookingUpProps {
  title: string;
  problem: ApiProblem | undefined;
  onRetry: () => void;
}

/** Until it is known what a mailed link opens. */
export function LookingUp({ title, problem, onRetry }: LookingUpProps) {
  return (
    <>
      <PageHeading title={title} />
      {problem === undefined ? (
        <p className="lead" role="status">
          Looking it up…
        </p>
      ) : (
        <Failure problem={problem} onRetry={onRetry} />
      )}
    </>
  );
}
