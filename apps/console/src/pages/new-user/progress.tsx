import { type StepName, stepWords } from './draft.js';

/** Where one is. A list for the eyes; in words for everybody else. */
export function Progress({ steps, step }: { steps: readonly StepName[]; step: StepName }) {
  const at = steps.indexOf(step);
  return (
    <div className="progress">
      <p className="unseen">
        Step {at + 1} of {steps.length}
      </p>
      <div className="progress-steps" aria-hidden="true">
        {steps.map((name, index) => (
          <span key={name} className={`progress-step${index < at ? ' done' : ''}${index === at ? ' here' : ''}`}>
            <span className="progress-number">{index + 1}</span>
            {stepWords[name]}
          </span>
        ))}
      </div>
    </div>
  );
}
