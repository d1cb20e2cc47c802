import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import type { FactorMethodView } from '../../api/types.js';
import { TextField } from '../../parts/fields.js';
import { Moment } from '../../parts/moment.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { factorWords } from './factor-words.js';

interface FactorListProps {
  methods: readonly FactorMethodView[];
  onRenamed: (words: string) => void;
  onRemove: (method: FactorMethodView) => void;
}

export function FactorList({ methods, onRenamed, onRemove }: FactorListProps) {
  return (
    <ul className="records">
      {methods.map((method) => (
        <FactorRow key={method.id} method={method} onRenamed={onRenamed} onRemove={() => onRemove(method)} />
      ))}
    </ul>
  );
}

interface FactorRowProps {
  method: FactorMethodView;
  onRenamed: (words: string) => void;
  onRemove: () => void;
}

function FactorRow({ method, onRenamed, onRemove }: FactorRowProps) {
  const [renaming, setRenaming] = useState(false);
  const { name, kind, createdAt, lastUsedAt } = method;
  if (renaming) {
    const done = (words: string) => {
      setRenaming(false);
      onRenamed(words);
    };
    return (
      <li className="record">
        <RenameForm method={method} onRenamed={done} onCancel={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li className="record">
      <div className="record-main">
        <p className="record-title">{name}</p>
        <p className="record-facts">
          {name === factorWords[kind] ? null : <span>{factorWords[kind]}</span>}
          <span>
            Added <Moment at={createdAt} />
          </span>
          <span>{lastUsedAt === null ? 'Not used so far' : <LastUse at={lastUsedAt} />}</span>
        </p>
      </div>
      <div className="record-buttons">
        <button type="button" className="button button-small" onClick={() => setRenaming(true)}>
          Rename<span className="unseen"> {name}</span>
        </button>
        <button type="button" className="button button-small" onClick={onRemove}>
          Remove<span className="unseen"> {name}</span>
        </button>
      </div>
    </li>
  );
}

function LastUse({ at }: { at: string }) {
  return (
    <>
      Last used <Moment at={at} />
    </>
  );
}

interface RenameFormProps {
  method: FactorMethodView;
  onRenamed: (words: string) => void;
  onCancel: () => void;
}

function RenameForm({ method, onRenamed, onCancel }: RenameFormProps) {
  const [name, setName] = useState(method.name);
  const { busy, problem, run } = useAction();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(async () => {
      const renamed = await ask('renameFactor', { params: { id: method.id }, body: { name } });
      onRenamed(`It is called ${renamed.name} now.`);
    });
  };
  const fault = problem === undefined ? undefined : faultsByField(problem)['name'];
  return (
    <form className="form record-form" onSubmit={onSubmit}>
      <ProblemAlert problem={fault === undefined ? problem : undefined} />
      <TextField
        label={`New name of ${method.name}`}
        autoComplete="off"
        autoFocus
        maxLength={60}
        value={name}
        onValue={setName}
        error={fault}
      />
      <FormButtons busy={busy} words="Save" busyWords="Saving…" onCancel={onCancel} />
    </form>
  );
}
