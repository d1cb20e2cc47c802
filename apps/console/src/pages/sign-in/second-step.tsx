import { useState } from 'react';
import { ask } from '../../api/client.js';
import type { SignInAnswer } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { answerByPasskey, passkeysWork } from '../../parts/second-factor/passkeys.js';
import { CodeStep } from './code-step.js';
import { PasskeyStep } from './passkey-step.js';

type Method = Extract<SignInAnswer, { status: 'second_factor_required' }>['methods'][number];

interface SecondStepProps {
  challengeId: string;
  methods: readonly Method[];
  email: string;
  onSignedIn: () => Promise<void> | void;
  onEnded: () => void;
  startAgain: () => void;
}

const switchWords: Record<Method, string> = {
  totp: 'Use your authenticator app',
  passkey: 'Use a passkey',
  recovery_code: 'Use a recovery code',
};

/** The quickest that can be given here. */
function firstOf(methods: readonly Method[]): Method {
  const order: Method[] = passkeysWork() ? ['totp', 'passkey'] : ['totp', 'recovery_code', 'passkey'];
  return order.find((method) => methods.includes(method)) ?? 'recovery_code';
}

export function SecondStep({ challengeId, methods, email, onSignedIn, onEnded, startAgain }: SecondStepProps) {
  const [method, setMethod] = useState(() => firstOf(methods));
  const [rememberDevice, setRememberDevice] = useState(false);
  const byCode = async (code: string) => {
    await ask('completeSecondFactor', { body: { challengeId, method, code, rememberDevice } });
    await onSignedIn();
  };
  const byPasskey = async () => {
    const options = await ask('secondFactorPasskeyOptions', { body: { challengeId } });
    const assertion = await answerByPasskey(options);
    await ask('completeSecondFactor', { body: { challengeId, method: 'passkey', assertion, rememberDevice } });
    await onSignedIn();
  };
  const remember = (
    <CheckBox
      label="Remember this device for 30 days"
      detail="Then the password is enough here. Not for devices that others use, too."
      checked={rememberDevice}
      onChange={setRememberDevice}
    />
  );
  return (
    <>
      {method === 'passkey' ? (
        <PasskeyStep email={email} use={byPasskey} onEnded={onEnded} remember={remember} />
      ) : (
        <CodeStep key={method} method={method} email={email} send={byCode} onEnded={onEnded} remember={remember} />
      )}
      <div className="guest-more">
        {methods
          .filter((other) => other !== method)
          .map((other) => (
            <p key={other}>
              <button type="button" className="link-button" onClick={() => setMethod(other)}>
                {switchWords[other]}
              </button>
            </p>
          ))}
        <p>Nothing at hand? Whoever manages your account can reset your second factor.</p>
        <p>
          Not you?{' '}
          <button type="button" className="link-button" onClick={startAgain}>
            Back to the sign-in
          </button>
        </p>
      </div>
    </>
  );
}
