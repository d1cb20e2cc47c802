import { type ReactNode, type SubmitEvent, useEffect, useState } from 'react';
import { ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { RecoveryCodeField, TotpCodeField } from '../../parts/second-factor/code-field.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useFaultFocus } from '../../parts/use-fault-focus.js';
import { useChallenge } from './use-challenge.js';

interface CodeStepProps {
  method: 'totp' | 'recovery_code';
  email: string;
  send: (code: string) => Promise<void>;
  onEnded: () => void;
  remember: ReactNode;
}

const words = {
  totp: {
    title: 'Enter the code from your app',
    lead: 'Open your authenticator app and type the six digits that it shows for Muster.',
    wrong: 'This code is not right, or was used already. Wait for the next one that your app shows.',
    field: TotpCodeField,
  },
  recovery_code: {
    title: 'Enter a recovery code',
    lead: 'Type one of the codes that you kept when you set up your second factor.',
    wrong: 'This code is not right, or was used already. Each one works once.',
    field: RecoveryCodeField,
  },
};

/** A code as the second factor. The focus is where it is typed. */
export function CodeStep({ method, email, send, onEnded, remember }: CodeStepProps) {
  const { title, lead, wrong: wrongWords, field: Field } = words[method];
  const [code, setCode] = useState('');
  const { busy, problem, attempt } = useChallenge(onEnded);
  const form = useFaultFocus(problem);
  useEffect(() => form.current?.querySelector('input')?.focus(), [form]);
  const wrong = problem?.code === 'second_factor_invalid' || problem?.code === 'invalid_request';
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(() => send(code));
  };
  return (
    <>
      <PageHeading title={title} />
      <p className="lead">{lead}</p>
      <form className="form" ref={form} onSubmit={onSubmit}>
        <ProblemAlert problem={wrong ? undefined : problem} />
        <p className="signing-in-as">
          Signing in as <strong>{email}</strong>
        </p>
        <Field value={code} onValue={setCode} error={wrong ? wrongWords : undefined} />
        {remember}
        <SubmitButton busy={busy} words="Sign in" busyWords="Signing in…" />
      </form>
    </>
  );
}
