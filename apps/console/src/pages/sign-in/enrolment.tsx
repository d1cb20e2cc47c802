import { useState } from 'react';
import { ask } from '../../api/client.js';
import type { EnrolledAnswer, TotpSecret } from '../../api/types.js';
import { PageHeading } from '../../parts/page-heading.js';
import { makePasskey } from '../../parts/second-factor/passkeys.js';
import { TotpPanel } from '../../parts/second-factor/totp-panel.js';
import { FactorChoice } from './factor-choice.js';
import { KeepCodes } from './keep-codes.js';
import { useChallenge } from './use-challenge.js';

interface EnrolmentProps {
  challengeId: string;
  onSignedIn: () => Promise<void> | void;
  onEnded: () => void;
  startAgain: () => void;
}

/** For people whose account requires a second factor that they do not have yet. */
export function Enrolment({ challengeId, onSignedIn, onEnded, startAgain }: EnrolmentProps) {
  const [secret, setSecret] = useState<TotpSecret>();
  const [kept, setKept] = useState<{ codes: string[]; email: string }>();
  const { busy, problem, attempt } = useChallenge(onEnded);
  const finish = async ({ recoveryCodes, user }: EnrolledAnswer) => {
    if (recoveryCodes === undefined) return onSignedIn();
    setKept({ codes: recoveryCodes, email: user.email });
  };
  const startApp = () => attempt(async () => setSecret(await ask('enrolTotp', { body: { challengeId } })));
  const activateApp = (id: string, code: string) =>
    attempt(async () => finish(await ask('activateEnrolledTotp', { params: { id }, body: { challengeId, code } })));
  const addPasskey = () =>
    attempt(async () => {
      const credential = await makePasskey(await ask('enrolPasskey', { body: { challengeId } }));
      await finish(await ask('registerEnrolledPasskey', { body: { challengeId, credential } }));
    });
  if (kept !== undefined) return <KeepCodes {...kept} onDone={onSignedIn} />;
  if (secret === undefined) {
    const choices = { onApp: () => void startApp(), onPasskey: () => void addPasskey(), startAgain };
    return <FactorChoice busy={busy} problem={problem} {...choices} />;
  }
  return (
    <>
      <PageHeading key="app" title="Set up your authenticator app" focus />
      <p className="lead">From now on it shows you a code for each sign-in.</p>
      <TotpPanel
        secret={secret}
        busy={busy}
        problem={problem}
        onCode={(code) => void activateApp(secret.id, code)}
        words="Continue"
      />
      <div className="guest-more">
        <p>
          <button type="button" className="link-button" onClick={() => setSecret(undefined)}>
            Choose another way
          </button>
        </p>
      </div>
    </>
  );
}
