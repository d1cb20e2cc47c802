import { type ReactNode, type SubmitEvent, useState } from 'react';
import type { ApiProblem } from '../../api/api-problem.js';
import { faultsByField } from '../../api/problem-texts.js';
import { TextField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { LifeFields } from './key-fields.js';
import type { Life } from './key-words.js';
import { ShownHeading } from './shown-heading.js';

/** What is filled in for any new key. */
interface KeyDraft {
  name: string;
  life: Life;
}

/** Where a form begins. */
export const newKey: KeyDraft = { name: '', life: { choice: '365', day: '' } };

interface KeyFormState<Draft extends KeyDraft> {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  busy: boolean;
  problem: ApiProblem | undefined;
  faults: Partial<Record<string, string>>;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
}

/** @param create fails with what the form then tells */
export function useKeyForm<Draft extends KeyDraft>(
  initial: Draft,
  create: (draft: Draft) => Promise<void>,
): KeyFormState<Draft> {
  const [draft, setDraft] = useState(initial);
  const { busy, problem, run } = useAction();
  return {
    draft,
    change: (changes) => setDraft((before) => ({ ...before, ...changes })),
    busy,
    problem,
    faults: problem === undefined ? {} : faultsByField(problem),
    onSubmit: (event) => {
      event.preventDefault();
      void run(() => create(draft));
    },
  };
}

interface KeyFormProps {
  form: Pick<KeyFormState<KeyDraft>, 'draft' | 'busy' | 'problem' | 'faults' | 'onSubmit'>;
  onName: (name: string) => void;
  onLife: (life: Life) => void;
  heading: string;
  /** Of a name, in the hint. */
  example: string;
  words: string;
  onCancel: () => void;
  /** Between the name and the life. */
  children: ReactNode;
}

/** The card in which a key is made: name, what is the kind's own, and how long it lives. */
export function KeyForm({ form, onName, onLife, heading, example, words, onCancel, children }: KeyFormProps) {
  const { draft, busy, problem, faults, onSubmit } = form;
  return (
    <section className="card card-fresh">
      <ShownHeading>{heading}</ShownHeading>
      <form className="form" onSubmit={onSubmit}>
        <ProblemAlert problem={Object.keys(faults).length === 0 ? problem : undefined} />
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={60}
          value={draft.name}
          onValue={onName}
          error={faults['name']}
          hint={`What it is for, for example “${example}”.`}
        />
        {children}
        <LifeFields life={draft.life} fault={faults['expiresAt']} onLife={onLife} />
        <FormButtons busy={busy} words={words} busyWords="Making it…" onCancel={onCancel} />
      </form>
    </section>
  );
}
