import { ask } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { ProblemAlert } from '../../parts/notice.js';
import { answerByPasskey } from '../../parts/second-factor/passkeys.js';
import { useAction } from '../../parts/use-action.js';

/** Signing in without a password: the passkey says who it is, and has verified them. */
export function PasskeyAlone({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const { busy, problem, run } = useAction();
  const signIn = () =>
    run(async () => {
      const assertion = await answerByPasskey(await ask('passkeySignInOptions'));
      await ask('signInByPasskey', { body: { assertion, transport: 'cookie' } });
      await onSignedIn();
    });
  return (
    <div className="other-way">
      <p className="other-way-or">or</p>
      <ProblemAlert problem={problem} />
      <ActionButton
        className="button"
        busy={busy}
        words="Use a passkey"
        busyWords="Waiting for the passkey…"
        onPress={signIn}
      />
    </div>
  );
}
