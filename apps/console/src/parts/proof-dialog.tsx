import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { ask } from '../api/client.js';
import { notYourPassword, problemText } from '../api/problem-texts.js';
import type { ReauthenticateBody } from '../api/types.js';
import { PasswordField, TextField } from './fields.js';
import { FormButtons } from './form-buttons.js';
import { Alert } from './notice.js';
import { type ProofMethod, proofMethods, proofWords } from './proof-methods.js';
import { answerByPasskey, passkeysWork } from './second-factor/passkeys.js';
import { useAction } from './use-action.js';
import { useLoad } from './use-load.js';

interface ProofDialogProps {
  onProven: () => void;
  onCancel: () => void;
}

function refusalText(problem: ApiProblem, method: ProofMethod): string {
  if (problem.code === 'invalid_credentials') return notYourPassword;
  if (problem.code !== 'second_factor_invalid') return problemText(problem);
  return method === 'passkey'
    ? 'This passkey was not accepted. Try another one, or another way.'
    : 'This code is not right, or was used before. Wait for the next one of your app.';
}

async function proofOf(method: ProofMethod, typed: string): Promise<ReauthenticateBody> {
  if (method === 'passkey') return { assertion: await answerByPasskey(await ask('passkeyProofOptions')) };
  return method === 'code' ? { code: typed.trim() } : { password: typed };
}

function useProving(method: ProofMethod, onProven: () => void) {
  const { busy, problem, run } = useAction();
  const prove = (typed: string) =>
    run(async () => {
      await ask('reauthenticate', { body: await proofOf(method, typed) });
      onProven();
    });
  return { busy, words: problem === undefined ? undefined : refusalText(problem, method), prove };
}

/** Asks once more who is there, over the page. The browser keeps the focus inside and gives it back. */
export function ProofDialog({ onProven, onCancel }: ProofDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [method, setMethod] = useState<ProofMethod>('password');
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onCancel}>
      <div className="proof">
        <div>
          <h2 id={id}>Is it still you?</h2>
          <p className="quiet">This is a change that nobody should make from a screen you left open.</p>
        </div>
        {/* Anew for each way, so that nothing typed or refused is carried over. */}
        <ProofForm key={method} method={method} onProven={onProven} onCancel={() => dialog.current?.close()} />
        <OtherWays method={method} onMethod={setMethod} />
      </div>
    </dialog>
  );
}

function ProofForm({ method, onProven, onCancel }: ProofDialogProps & { method: ProofMethod }) {
  const [typed, setTyped] = useState('');
  const { busy, words, prove } = useProving(method, onProven);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void prove(typed);
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      {words === undefined ? null : <Alert>{words}</Alert>}
      <ProofField method={method} value={typed} onValue={setTyped} />
      <FormButtons
        busy={busy}
        words={method === 'passkey' ? 'Use a passkey' : 'Confirm'}
        busyWords="Confirming…"
        onCancel={onCancel}
      />
    </form>
  );
}

interface ProofFieldProps {
  method: ProofMethod;
  value: string;
  onValue: (value: string) => void;
}

function ProofField({ method, ...field }: ProofFieldProps) {
  if (method === 'passkey') return <p>Your browser asks for your finger, your face, or the PIN of this device.</p>;
  if (method === 'password') {
    return <PasswordField label="Your password" autoComplete="current-password" maxLength={128} {...field} />;
  }
  return (
    <TextField
      label="Code"
      className="code-input"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={32}
      hint="The one that your authenticator app shows now, or a recovery code."
      {...field}
    />
  );
}

/** The ways that this person has besides the one shown. */
function OtherWays({ method, onMethod }: { method: ProofMethod; onMethod: (method: ProofMethod) => void }) {
  const { state } = useLoad((signal) => ask('getTwoFactor', { signal }), []);
  const known = state.phase === 'ready' ? proofMethods(state.data, passkeysWork()) : ['password' as const];
  const others = known.filter((other) => other !== method);
  if (others.length === 0) return null;
  return (
    <p className="proof-ways">
      {others.map((other) => (
        <button key={other} type="button" className="link-button" onClick={() => onMethod(other)}>
          {proofWords[other]}
        </button>
      ))}
    </p>
  );
}
