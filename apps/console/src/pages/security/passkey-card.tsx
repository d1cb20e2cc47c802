import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import { TextField } from '../../parts/fields.js';
import { Alert, ProblemAlert } from '../../parts/notice.js';
import { makePasskey } from '../../parts/passkeys.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useProof } from '../../parts/use-proof.js';
import { ShownHeading } from './shown-heading.js';

interface PasskeyCardProps {
  onRegistered: (recoveryCodes: string[] | undefined) => void;
  onCancel: () => void;
}

function useRegistering(onRegistered: PasskeyCardProps['onRegistered']) {
  const [refusal, setRefusal] = useState<string>();
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const register = (typed: string) =>
    run(async () => {
      setRefusal(undefined);
      const name = typed.trim();
      const made = await makePasskey(await withProof(() => ask('passkeyOptions')));
      if ('refusal' in made) return setRefusal(made.refusal);
      const body = { credential: made.credential, ...(name === '' ? {} : { name }) };
      const { recoveryCodes } = await withProof(() => ask('registerPasskey', { body }));
      onRegistered(recoveryCodes);
    });
  return { busy, problem, refusal, register, dialog };
}

/** A passkey is made by the browser, which asks for a finger, a face or a PIN. */
export function PasskeyCard({ onRegistered, onCancel }: PasskeyCardProps) {
  const [name, setName] = useState('');
  const { busy, problem, refusal, register, dialog } = useRegistering(onRegistered);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void register(name);
  };
  const fault = problem === undefined ? undefined : faultsByField(problem)['name'];
  return (
    <section className="card card-fresh">
      <ShownHeading>Make a passkey</ShownHeading>
      <p className="card-lead">
        Your browser keeps it and asks for your finger, your face or the PIN of this device. It also signs you in
        without a password.
      </p>
      <form className="form" onSubmit={onSubmit}>
        {refusal === undefined ? null : <Alert>{refusal}</Alert>}
        <ProblemAlert problem={fault === undefined ? problem : undefined} />
        <TextField
          label="Name"
          optional
          autoComplete="off"
          maxLength={60}
          value={name}
          onValue={setName}
          error={fault}
          hint="To tell it from others, for example “Work laptop”."
        />
        <div className="wizard-buttons">
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
          <SubmitButton busy={busy} words="Make the passkey" busyWords="Waiting for the browser…" />
        </div>
      </form>
      {dialog}
    </section>
  );
}
