import { useState } from 'react';
import { ask } from '../../api/client.js';
import type { FactorKind } from '../../api/types.js';
import { ActionButton } from '../../parts/action-button.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { ProblemAlert } from '../../parts/notice.js';
import { useAction } from '../../parts/use-action.js';
import { useLoad } from '../../parts/use-load.js';
import { useProof } from '../../parts/use-proof.js';
import { kindsText } from '../security/factor-words.js';
import { OwnTwoFactor } from '../security/own-two-factor.js';
import { useUserContext } from './user-context.js';

/** Second factors: everything for oneself; for managers only whether and which kinds, and the way back in. */
export function TwoFactorSection() {
  const { user, rights } = useUserContext();
  return rights.self ? <Own /> : <Others key={user.id} />;
}

function Own() {
  const { user, told } = useUserContext();
  const { state, reload, retry } = useLoad((signal) => ask('getTwoFactor', { signal }), []);
  const onChanged = (words: string) => {
    reload();
    told(words);
  };
  if (state.phase === 'ready') return <OwnTwoFactor data={state.data} email={user.email} onChanged={onChanged} />;
  return (
    <section className="card">
      <h2>Two-factor sign-in</h2>
      <LoadedPart state={state} onRetry={retry}>
        {() => null}
      </LoadedPart>
    </section>
  );
}

function Others() {
  const { user, told } = useUserContext();
  const params = { id: user.id };
  const { state, reload, retry } = useLoad((signal) => ask('getUserTwoFactor', { params, signal }), [user.id]);
  const onReset = () => {
    reload();
    told(`${user.firstName} was signed out everywhere and signs in with the password alone now.`);
  };
  return (
    <section className="card">
      <h2>Two-factor sign-in</h2>
      <LoadedPart state={state} onRetry={retry}>
        {({ kinds }) => <Status kinds={kinds} onReset={onReset} />}
      </LoadedPart>
    </section>
  );
}

function Status({ kinds, onReset }: { kinds: readonly FactorKind[]; onReset: () => void }) {
  const { user, rights } = useUserContext();
  if (kinds.length === 0) {
    return (
      <p>
        Off. Only {user.firstName} can set it up. <span className="quiet">You can require it in the settings.</span>
      </p>
    );
  }
  return (
    <>
      <p>
        On, with {kindsText(kinds)}.{' '}
        <span className="quiet">Only {user.firstName} sees more, and can change anything about it.</span>
      </p>
      {rights.remove ? <Reset onReset={onReset} /> : null}
    </>
  );
}

function Reset({ onReset }: { onReset: () => void }) {
  const { user } = useUserContext();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const reset = () =>
    run(async () => {
      setAsking(false);
      await withProof(() => ask('resetUserTwoFactor', { params: { id: user.id } }));
      onReset();
    });
  return (
    <>
      <ProblemAlert problem={problem} />
      <div className="card-buttons">
        <ActionButton
          busy={busy}
          words="Reset two-factor sign-in"
          busyWords="Resetting…"
          onPress={() => setAsking(true)}
        />
      </div>
      {asking ? (
        <ConfirmDialog
          title={`Reset two-factor sign-in of ${user.firstName}?`}
          words="Reset it"
          onConfirm={() => void reset()}
          onCancel={() => setAsking(false)}
        >
          <p>
            For when they have lost their device, and you are sure that it is them who asks. Their apps, passkeys and
            recovery codes are removed, they are signed out everywhere, and a mail tells them.
          </p>
        </ConfirmDialog>
      ) : null}
      {dialog}
    </>
  );
}
