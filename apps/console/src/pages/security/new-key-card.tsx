import { type SubmitEvent, useState } from 'react';
import { faultsByField } from '../../api/problem-texts.js';
import type { ApiKeyKind, CreateApiKeyBody, Scope } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { TextField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { LifeFields, ScopeFields } from './key-fields.js';
import { expiryOf, kindDetails, kindWords, type Life } from './key-words.js';
import { ShownHeading } from './shown-heading.js';

interface Draft {
  name: string;
  kind: ApiKeyKind;
  scopes: Scope[];
  life: Life;
}

const kinds: readonly ApiKeyKind[] = ['api', 'docs'];

function bodyOf({ name, kind, scopes, life }: Draft): CreateApiKeyBody {
  const expiresAt = expiryOf(life);
  return {
    name,
    kind,
    ...(kind === 'docs' ? {} : { scopes }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

interface NewKeyCardProps {
  /** Fails with what the form then tells. */
  onCreate: (body: CreateApiKeyBody) => Promise<void>;
  onCancel: () => void;
}

export function NewKeyCard({ onCreate, onCancel }: NewKeyCardProps) {
  const [draft, setDraft] = useState<Draft>({
    name: '',
    kind: 'api',
    scopes: ['users:read'],
    life: { choice: '365', day: '' },
  });
  const { busy, problem, run } = useAction();
  const change = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const faults = problem === undefined ? {} : faultsByField(problem);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(() => onCreate(bodyOf(draft)));
  };
  return (
    <section className="card card-fresh">
      <ShownHeading>New key</ShownHeading>
      <form className="form" onSubmit={onSubmit}>
        <ProblemAlert problem={Object.keys(faults).length === 0 ? problem : undefined} />
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={60}
          value={draft.name}
          onValue={(name) => change({ name })}
          error={faults['name']}
          hint="What it is for, for example “Nightly export”."
        />
        <KindFields kind={draft.kind} onKind={(kind) => change({ kind })} />
        {draft.kind === 'api' ? (
          <ScopeFields scopes={draft.scopes} fault={faults['scopes']} onScopes={(scopes) => change({ scopes })} />
        ) : null}
        <LifeFields life={draft.life} fault={faults['expiresAt']} onLife={(life) => change({ life })} />
        <FormButtons busy={busy} words="Make the key" busyWords="Making it…" onCancel={onCancel} />
      </form>
    </section>
  );
}

function KindFields({ kind: chosen, onKind }: { kind: ApiKeyKind; onKind: (kind: ApiKeyKind) => void }) {
  return (
    <fieldset className="choice">
      <legend>Kind</legend>
      {kinds.map((kind) => (
        <CheckBox
          key={kind}
          type="radio"
          name="kind"
          label={kindWords[kind]}
          detail={kindDetails[kind]}
          checked={kind === chosen}
          onChange={() => onKind(kind)}
        />
      ))}
    </fieldset>
  );
}
