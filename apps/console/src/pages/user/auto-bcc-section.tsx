import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import type { AutoBcc } from '../../api/types.js';
import { TextField } from '../../parts/fields.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { Alert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useLoad } from '../../parts/use-load.js';
import { useUserContext } from './user-context.js';

const most = 10;

/** Addresses that get a blind copy of each reply. */
export function AutoBccSection() {
  const { user } = useUserContext();
  const { state, retry } = useLoad((signal) => ask('getAutoBcc', { params: { id: user.id }, signal }), [user.id]);
  return (
    <section className="card">
      <h2>Auto Bcc</h2>
      <p className="card-lead">
        Every reply that {user.firstName} sends goes to these addresses, too, as a blind copy. Each address first agrees
        by the link in a mail.
      </p>
      <LoadedPart state={state} onRetry={retry}>
        {(data) => <Addresses stored={data} />}
      </LoadedPart>
    </section>
  );
}

function useAddresses(stored: AutoBcc) {
  const { user, told } = useUserContext();
  const [{ addresses }, setList] = useState(stored);
  const { busy, problem, run } = useAction();
  const put = (wanted: string[], words: string) =>
    run(async () => {
      setList(await ask('setAutoBcc', { params: { id: user.id }, body: { addresses: wanted } }));
      told(words);
    });
  const known = addresses.map(({ address }) => address);
  const add = (address: string) => put([...known, address], `A mail is on its way to ${address}.`);
  const remove = (address: string) =>
    put(
      known.filter((other) => other !== address),
      `${address} gets no more copies.`,
    );
  return { addresses, busy, problem, add, remove };
}

function Addresses({ stored }: { stored: AutoBcc }) {
  const { rights } = useUserContext();
  const { addresses, busy, problem, add, remove } = useAddresses(stored);
  const fault = problem === undefined ? undefined : faultsByField(problem)['addresses'];
  return (
    <>
      {addresses.length === 0 ? <p>No address so far.</p> : null}
      <ul className="plain-list address-list">
        {addresses.map(({ address, confirmed }) => (
          <li key={address}>
            <strong>{address}</strong>
            <span>{confirmed ? 'In use' : 'Waits for the address to agree'}</span>
            {rights.edit ? (
              <button
                type="button"
                className="button button-small"
                aria-disabled={busy || undefined}
                onClick={() => void remove(address)}
              >
                Remove
                <span className="unseen"> {address}</span>
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {problem === undefined || fault !== undefined ? null : <Alert>{problemText(problem)}</Alert>}
      {rights.edit && addresses.length < most ? (
        // Emptied by starting anew once the address is in the list.
        <AddressForm key={addresses.length} busy={busy} fault={fault} onAdd={add} />
      ) : null}
    </>
  );
}

interface AddressFormProps {
  busy: boolean;
  fault: string | undefined;
  onAdd: (address: string) => Promise<void>;
}

function AddressForm({ busy, fault, onAdd }: AddressFormProps) {
  const [address, setAddress] = useState('');
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void onAdd(address.trim());
  };
  return (
    <form className="form address-form" onSubmit={onSubmit}>
      <TextField
        label="Another address"
        type="email"
        autoComplete="off"
        maxLength={254}
        value={address}
        onValue={setAddress}
        error={fault}
      />
      <div className="save-row">
        <SubmitButton busy={busy} words="Add address" busyWords="Saving…" />
      </div>
    </form>
  );
}
