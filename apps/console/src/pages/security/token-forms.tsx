import { type SubmitEvent, useState } from 'react';
import { faultsByField } from '../../api/problem-texts.js';
import type { AccountToken, CreateAccountTokenBody, Scope } from '../../api/types.js';
import { useSession } from '../../app/session.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { GuardianField } from './guardian-field.js';
import { ScopeFields } from './key-fields.js';
import { KeyForm, newKey, useKeyForm } from './key-form.js';
import { expiryOf, type Life } from './key-words.js';
import { ShownHeading } from './shown-heading.js';

interface Draft {
  name: string;
  guardianUserId: string;
  scopes: Scope[];
  life: Life;
}

function bodyOf({ life, ...rest }: Draft): CreateAccountTokenBody {
  const expiresAt = expiryOf(life);
  return { ...rest, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

interface NewTokenCardProps {
  /** Fails with what the form then tells. */
  onCreate: (body: CreateAccountTokenBody) => Promise<void>;
  onCancel: () => void;
}

export function NewTokenCard({ onCreate, onCancel }: NewTokenCardProps) {
  const { me } = useSession();
  const form = useKeyForm<Draft>({ ...newKey, guardianUserId: me.id, scopes: ['users:read'] }, (draft) =>
    onCreate(bodyOf(draft)),
  );
  const { draft, change, faults } = form;
  return (
    <KeyForm
      form={form}
      onName={(name) => change({ name })}
      onLife={(life) => change({ life })}
      heading="New token of the account"
      example="Warehouse"
      words="Make the token"
      onCancel={onCancel}
    >
      <GuardianField
        value={draft.guardianUserId}
        fault={faults['guardianUserId']}
        onValue={(guardianUserId) => change({ guardianUserId })}
      />
      <ScopeFields scopes={draft.scopes} fault={faults['scopes']} onScopes={(scopes) => change({ scopes })} />
    </KeyForm>
  );
}

interface GuardianCardProps {
  item: AccountToken;
  /** Name of the present guardian. */
  guardian: string;
  /** Fails with what the form then tells. */
  onChoose: (guardianUserId: string) => Promise<void>;
  onCancel: () => void;
}

export function GuardianCard({ item, guardian, onChoose, onCancel }: GuardianCardProps) {
  const [chosen, setChosen] = useState(item.guardianUserId);
  const { busy, problem, run } = useAction();
  const fault = problem === undefined ? undefined : faultsByField(problem)['guardianUserId'];
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(() => onChoose(chosen));
  };
  return (
    <section className="card card-fresh">
      <ShownHeading>{`Guardian of ${item.name}`}</ShownHeading>
      <form className="form" onSubmit={onSubmit}>
        <ProblemAlert problem={fault === undefined ? problem : undefined} />
        <GuardianField
          value={chosen}
          fault={fault}
          onValue={setChosen}
          now={{ id: item.guardianUserId, name: guardian }}
        />
        <FormButtons busy={busy} words="Save" busyWords="Saving…" onCancel={onCancel} />
      </form>
    </section>
  );
}
