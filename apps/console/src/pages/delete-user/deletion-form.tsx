import { type SubmitEvent, useRef, useState } from 'react';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import type { DeletionPreview, DeletionReceipt } from '../../api/types.js';
import { SelectField, TextField } from '../../parts/fields.js';
import { Alert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { useProof } from '../../parts/use-proof.js';

const typedWord = 'DELETE';

interface DeletionFormProps {
  preview: DeletionPreview;
  onDeleted: (deleted: { receipt: DeletionReceipt; successor: string | undefined }) => void;
}

function useDeletion({ preview, onDeleted }: DeletionFormProps) {
  const attempt = useRef(new AttemptKey());
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const remove = (reassignTo: string | null) =>
    run(async () => {
      const { id } = preview.user;
      const body = { confirm: typedWord, reassignTo } as const;
      const receipt = await withProof(() =>
        attempt.current.run({ id, reassignTo }, (idempotencyKey) =>
          ask('deleteUser', { params: { id }, body, idempotencyKey }),
        ),
      );
      const successor = preview.successors.items.find((person) => person.id === reassignTo)?.displayName;
      onDeleted({ receipt, successor });
    });
  return { busy, problem, remove, dialog };
}

export function DeletionForm({ preview, onDeleted }: DeletionFormProps) {
  const [successor, setSuccessor] = useState('');
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState(false);
  const { busy, problem, remove, dialog } = useDeletion({ preview, onDeleted });
  const faults = problem === undefined ? {} : faultsByField(problem);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const confirmed = typed.trim() === typedWord;
    setRefused(!confirmed);
    if (confirmed) void remove(successor === '' ? null : successor);
  };
  return (
    <section className="card">
      <h2>Confirm the deletion</h2>
      <form className="form" onSubmit={onSubmit} noValidate>
        {problem === undefined ? null : <Alert>{faults['reassignTo'] ?? problemText(problem)}</Alert>}
        <Successor preview={preview} value={successor} onValue={setSuccessor} />
        <TextField
          label={`Type ${typedWord} to confirm`}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          value={typed}
          onValue={setTyped}
          error={refused && typed.trim() !== typedWord ? `Type ${typedWord}, in capital letters.` : undefined}
        />
        <button type="submit" className="button button-danger" aria-disabled={busy || undefined}>
          {busy ? 'Deleting…' : `Delete ${preview.user.displayName}`}
        </button>
      </form>
      {dialog}
    </section>
  );
}

interface SuccessorProps {
  preview: DeletionPreview;
  value: string;
  onValue: (value: string) => void;
}

function Successor({ preview, value, onValue }: SuccessorProps) {
  const { total, items } = preview.successors;
  const options = [
    ['', 'Nobody: they become unassigned'] as const,
    ...items.map(({ id, displayName }) => [id, displayName] as const),
  ];
  return (
    <div className="field">
      <SelectField label="Who takes over their conversations?" value={value} onValue={onValue} options={options} />
      {total > items.length ? (
        <p className="field-hint">The first {items.length} people by name can be chosen here.</p>
      ) : null}
    </div>
  );
}
