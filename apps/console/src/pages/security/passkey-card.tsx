import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import { TextField } from '../../parts/fields.js';
import { FormButtons } from '../../parts/form-buttons.js';
import { ProblemAlert } from '../../parts/notice.js';
import { makePasskey } from '../../parts/second-factor/passkeys.js';
import { useAction } from '../../parts/use-action.js';
import { useProof } from '../../parts/use-proof.js';
import { ShownHeading } from './shown-heading.js';

interface PasskeyCardProps {
  onRegistered: (recoveryCodes: string[] | undefined) => void;
  onCancel: () => void;
}

function useRegistering(onRegistered: PasskeyCardProps['onRegistered']) {
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const register = (typed: string) =>
    run(async () => {
      const name = typed.trim();
      const credential = await makePasskey(await withProof(() => ask('passkeyOptions')));
      const body = { credential, ...(name === '' ? {} : { name }) };
      const { recoveryCodes } = await withProof(() => ask('registerPasskey', { body }));
      onRegistered(recoveryCodes);
    });
  return { busy, problem, register, dialog };
}

/** A passkey is made by the browser, which asks for a finger, a face or a PIN. */
export function PasskeyCard({ onRegistered, onCancel }: PasskeyCardProps) {
  const [name, setName] = useState('');
  const { busy, problem, register, dialog } = useRegistering(onRegistered);
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
        <FormButtons busy={busy} words="Make the passkey" busyWords="Waiting for the browser…" onCancel={onCancel} />
      </form>
      {dialog}
    </section>
  );
}
