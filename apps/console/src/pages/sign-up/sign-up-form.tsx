import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import { browserClock } from '../../parts/browser-clock.js';
import { TextField } from '../../parts/fields.js';
import { NewPasswordField, passwordFault } from '../../parts/new-password-field.js';
import { ProblemAlert } from '../../parts/notice.js';
import { policyFor } from '../../parts/password-length.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useFaultFocus } from '../../parts/use-fault-focus.js';

/** What somebody has filled in. */
export interface SignUpDraft {
  accountName: string;
  firstName: string;
  lastName: string;
  email: string;
  password: string;
}

const policy = policyFor(false);

interface SignUpFormProps {
  begin: SignUpDraft;
  onAsked: (draft: SignUpDraft) => void;
}

function useSignUp({ begin, onAsked }: SignUpFormProps) {
  const [draft, setDraft] = useState(begin);
  const { busy, problem, run } = useAction();
  const change = (part: Partial<SignUpDraft>) => setDraft((before) => ({ ...before, ...part }));
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(async () => {
      const { timezone } = browserClock();
      await ask('signUp', { body: { ...draft, ...(timezone === undefined ? {} : { timezone }) } });
      onAsked(draft);
    });
  };
  return { draft, change, busy, problem, onSubmit };
}

/** The answer is the same whether the address is known or not. */
export function SignUpForm(props: SignUpFormProps) {
  const { draft, change, busy, problem, onSubmit } = useSignUp(props);
  const form = useFaultFocus(problem);
  const faults = problem === undefined ? {} : faultsByField(problem);
  return (
    <form className="form" ref={form} onSubmit={onSubmit}>
      <ProblemAlert problem={problem} />
      <TextField
        label="Company or team"
        autoComplete="organization"
        value={draft.accountName}
        onValue={(accountName) => change({ accountName })}
        error={faults['accountName']}
        maxLength={80}
      />
      <Names draft={draft} change={change} faults={faults} />
      <TextField
        label="Email"
        type="email"
        autoComplete="username"
        value={draft.email}
        onValue={(email) => change({ email })}
        error={faults['email']}
        maxLength={254}
      />
      <NewPasswordField
        label="Password"
        value={draft.password}
        onValue={(password) => change({ password })}
        policy={policy}
        error={passwordFault(problem)}
      />
      <SubmitButton busy={busy} words="Continue" busyWords="One moment…" />
    </form>
  );
}

interface NamesProps {
  draft: SignUpDraft;
  change: (part: Partial<SignUpDraft>) => void;
  faults: Record<string, string>;
}

function Names({ draft, change, faults }: NamesProps) {
  return (
    <div className="pair">
      <TextField
        label="First name"
        autoComplete="given-name"
        value={draft.firstName}
        onValue={(firstName) => change({ firstName })}
        error={faults['firstName']}
        maxLength={40}
      />
      <TextField
        label="Last name"
        autoComplete="family-name"
        value={draft.lastName}
        onValue={(lastName) => change({ lastName })}
        error={faults['lastName']}
        maxLength={40}
      />
    </div>
  );
}
