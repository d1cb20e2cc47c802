import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import { browserClock } from '../../parts/browser-clock.js';
import { TextField } from '../../parts/fields.js';
import { NameFields } from '../../parts/name-fields.js';
import { NewPasswordField, passwordFault } from '../../parts/new-password-field.js';
import { ProblemAlert } from '../../parts/notice.js';
import { lengthsAlone } from '../../parts/password-length.js';
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
      <NameFields names={draft} onNames={change} faults={faults} own />
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
        policy={lengthsAlone}
        error={passwordFault(problem)}
      />
      <SubmitButton busy={busy} words="Continue" busyWords="One moment…" />
    </form>
  );
}
