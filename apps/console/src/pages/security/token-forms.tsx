import { type SubmitEvent, useState } from 'react';
import { faultsByField } from '../../api/problem-texts.js';
import type { AccountToken, CreateAccountTokenBody, Scope } from '../../api/types.js';
import { useSession } from '../../app/session.js';
import { TextField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { GuardianField } from './guardian-field.js';
import { LifeFields, ScopeFields } from './key-fields.js';
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
  const [draft, setDraft] = useState<Draft>({
    name: '',
    guardianUserId: me.id,
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
      <ShownHeading>New token of the account</ShownHeading>
      <form className="form" onSubmit={onSubmit}>
        <ProblemAlert problem={Object.keys(faults).length === 0 ? problem : undefined} />
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={60}
          value={draft.name}
          onValue={(name) => change({ name })}
          error={faults['name']}
          hint="What it is for, for example “Warehouse”."
        />
        <GuardianField
          value={draft.guardianUserId}
          fault={faults['guardianUserId']}
          onValue={(guardianUserId) => change({ guardianUserId })}
        />
        <ScopeFields scopes={draft.scopes} fault={faults['scopes']} onScopes={(scopes) => change({ scopes })} />
        <LifeFields life={draft.life} fault={faults['expiresAt']} onLife={(life) => change({ life })} />
        <FormButtons busy={busy} words="Make the token" busyWords="Making it…" onCancel={onCancel} />
      </form>
    </section>
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
