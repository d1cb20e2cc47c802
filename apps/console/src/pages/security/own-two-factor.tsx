import { type RefObject, useState } from 'react';
import { ask } from '../../api/client.js';
import type { FactorMethodView, TotpSecret, TwoFactor } from '../../api/types.js';
import { ActionButton } from '../../parts/action-button.js';
import { Hint, ProblemAlert } from '../../parts/notice.js';
import { passkeysWork } from '../../parts/second-factor/passkeys.js';
import { useAction } from '../../parts/use-action.js';
import { useProof } from '../../parts/use-proof.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { FactorList } from './factor-list.js';
import { codesWarning } from './factor-words.js';
import { PasskeyCard } from './passkey-card.js';
import { RecoveryCodesCard } from './recovery-codes-card.js';
import { TotpCard } from './totp-card.js';
import { useReturnFocus } from './use-return-focus.js';

/** What is being done; each has a card of its own in place of the list. */
type Task =
  | { kind: 'none' }
  | { kind: 'app'; secret: TotpSecret }
  | { kind: 'passkey' }
  | { kind: 'codes'; codes: readonly string[]; words: string };

interface OwnTwoFactorProps {
  data: TwoFactor;
  email: string;
  /** Says what was done, and reads everything afresh. */
  onChanged: (words: string) => void;
}

/** The second factors of the person themselves. */
export function OwnTwoFactor({ data, email, onChanged }: OwnTwoFactorProps) {
  const [task, setTask] = useState<Task>({ kind: 'none' });
  const heading = useReturnFocus(task.kind === 'none');
  const rest = () => setTask({ kind: 'none' });
  const done = (words: string) => {
    rest();
    onChanged(words);
  };
  const added = (words: string) => (codes: string[] | undefined) =>
    codes === undefined ? done(words) : setTask({ kind: 'codes', codes, words });
  if (task.kind === 'app') {
    return <TotpCard secret={task.secret} onActivated={added('Your app is connected.')} onCancel={rest} />;
  }
  if (task.kind === 'passkey') return <PasskeyCard onRegistered={added('Your passkey is ready.')} onCancel={rest} />;
  if (task.kind === 'codes') {
    return <RecoveryCodesCard codes={task.codes} email={email} onKept={() => done(task.words)} />;
  }
  return (
    <div className="cards">
      <MethodsCard data={data} heading={heading} onTask={setTask} onChanged={onChanged} />
      {data.enabled ? <CodesCard left={data.recoveryCodesLeft} onTask={setTask} /> : null}
    </div>
  );
}

interface MethodsCardProps {
  data: TwoFactor;
  heading: RefObject<HTMLHeadingElement | null>;
  onTask: (task: Task) => void;
  onChanged: (words: string) => void;
}

function useMethods({ onTask, onChanged }: Pick<MethodsCardProps, 'onTask' | 'onChanged'>) {
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const addApp = () =>
    run(async () => onTask({ kind: 'app', secret: await withProof(() => ask('startTotp', { body: {} })) }));
  const remove = ({ id, name }: FactorMethodView) =>
    run(async () => {
      await withProof(() => ask('removeFactor', { params: { id } }));
      onChanged(`${name} was removed.`);
    });
  return { busy, problem, addApp, remove, dialog };
}

function MethodsCard({ data, heading, onTask, onChanged }: MethodsCardProps) {
  const [removing, setRemoving] = useState<FactorMethodView>();
  const { busy, problem, addApp, remove, dialog } = useMethods({ onTask, onChanged });
  return (
    <section className="card">
      <h2 ref={heading} tabIndex={-1}>
        Two-factor sign-in
      </h2>
      <Introduction data={data} />
      <ProblemAlert problem={problem} />
      <FactorList methods={data.methods} onRenamed={onChanged} onRemove={setRemoving} />
      <div className="card-buttons">
        <ActionButton className="button" busy={busy} words="Add an authenticator app" onPress={addApp} />
        {passkeysWork() ? (
          <button type="button" className="button" onClick={() => onTask({ kind: 'passkey' })}>
            Add a passkey
          </button>
        ) : null}
      </div>
      {removing === undefined ? null : (
        <RemoveDialog
          method={removing}
          last={data.methods.length === 1}
          onConfirm={() => {
            setRemoving(undefined);
            void remove(removing);
          }}
          onCancel={() => setRemoving(undefined)}
        />
      )}
      {dialog}
    </section>
  );
}

function Introduction({ data: { enabled, required } }: { data: TwoFactor }) {
  return (
    <>
      <p className="card-lead">
        {enabled
          ? 'On. Besides your password, signing in takes one of these.'
          : 'Off. With a second factor, nobody gets in who only knows your password.'}
      </p>
      {required ? <Hint>Your account requires a second factor of you, so one always has to stay.</Hint> : null}
    </>
  );
}

interface RemoveDialogProps {
  method: FactorMethodView;
  last: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

function RemoveDialog({ method, last, onConfirm, onCancel }: RemoveDialogProps) {
  return (
    <ConfirmDialog title={`Remove ${method.name}?`} words="Remove it" onConfirm={onConfirm} onCancel={onCancel}>
      <p>
        {last
          ? 'It is your last second factor: after this your password alone signs you in. Recovery codes and remembered devices end, too.'
          : 'It cannot be used to sign in any more. Your other methods stay.'}
      </p>
    </ConfirmDialog>
  );
}

function CodesCard({ left, onTask }: { left: number; onTask: (task: Task) => void }) {
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const renew = () =>
    run(async () => {
      const { recoveryCodes } = await withProof(() => ask('renewRecoveryCodes'));
      onTask({ kind: 'codes', codes: recoveryCodes, words: 'The new codes work now, and the old ones do not.' });
    });
  const warning = codesWarning(left);
  return (
    <section className="card">
      <h2>Recovery codes</h2>
      <p>{left === 1 ? '1 code is left.' : `${left} codes are left.`} Each lets you in once without your device.</p>
      {warning === undefined ? null : <p className="warning">{warning}</p>}
      <ProblemAlert problem={problem} />
      <div className="card-buttons">
        <ActionButton busy={busy} words="Make new codes" busyWords="Making them…" onPress={renew} />
      </div>
      {dialog}
    </section>
  );
}
