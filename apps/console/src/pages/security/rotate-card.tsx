import { type SubmitEvent, useState } from 'react';
import { SelectField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { overlapOptions } from './key-words.js';
import { ShownHeading } from './shown-heading.js';

interface RotateCardProps {
  name: string;
  /** Fails with what the form then tells. */
  onRotate: (overlapHours: number) => Promise<void>;
  onCancel: () => void;
}

/** A new key in the place of an old one, which may go on working until everything has the new one. */
export function RotateCard({ name, onRotate, onCancel }: RotateCardProps) {
  const [overlap, setOverlap] = useState('24');
  const { busy, problem, run } = useAction();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(() => onRotate(Number(overlap)));
  };
  return (
    <section className="card card-fresh">
      <ShownHeading>{`Replace ${name}`}</ShownHeading>
      <p className="card-lead">A new key with the same name, scopes and length of life takes its place.</p>
      <form className="form" onSubmit={onSubmit}>
        <ProblemAlert problem={problem} />
        <SelectField label="The old key" value={overlap} onValue={setOverlap} options={overlapOptions} />
        <FormButtons busy={busy} words="Make the new key" busyWords="Making it…" onCancel={onCancel} />
      </form>
    </section>
  );
}
