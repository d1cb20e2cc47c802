import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import { TextField } from '../../parts/fields.js';
import { ProblemAlert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useFaultFocus } from '../../parts/use-fault-focus.js';

interface AskFormProps {
  email?: string;
  onAsked: (email: string) => void;
}

/** Asks for the mail. The answer is the same whether the address is known or not. */
export function AskForm({ email: known = '', onAsked }: AskFormProps) {
  const [email, setEmail] = useState(known);
  const { busy, problem, run } = useAction();
  const form = useFaultFocus(problem);
  const fault = problem === undefined ? undefined : faultsByField(problem)['email'];
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(async () => {
      await ask('requestPasswordReset', { body: { email } });
      onAsked(email);
    });
  };
  return (
    <form className="form" ref={form} onSubmit={onSubmit}>
      <ProblemAlert problem={fault === undefined ? problem : undefined} />
      <TextField
        label="Email"
        type="email"
        autoComplete="username"
        value={email}
        onValue={setEmail}
        maxLength={254}
        error={fault}
      />
      <SubmitButton busy={busy} words="Send the mail" busyWords="Sending…" />
    </form>
  );
}
