import type { ApiKeyKind, CreateApiKeyBody, Scope } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { ScopeFields } from './key-fields.js';
import { KeyForm, newKey, useKeyForm } from './key-form.js';
import { expiryOf, kindDetails, kindWords, type Life } from './key-words.js';

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
  const form = useKeyForm<Draft>({ ...newKey, kind: 'api', scopes: ['users:read'] }, (draft) =>
    onCreate(bodyOf(draft)),
  );
  const { draft, change, faults } = form;
  return (
    <KeyForm
      form={form}
      onName={(name) => change({ name })}
      onLife={(life) => change({ life })}
      heading="New key"
      example="Nightly export"
      words="Make the key"
      onCancel={onCancel}
    >
      <KindFields kind={draft.kind} onKind={(kind) => change({ kind })} />
      {draft.kind === 'api' ? (
        <ScopeFields scopes={draft.scopes} fault={faults['scopes']} onScopes={(scopes) => change({ scopes })} />
      ) : null}
    </KeyForm>
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
