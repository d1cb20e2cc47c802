import { type SubmitEvent, useState } from 'react';
import type { ApiProblem } from '../../api/api-problem.js';
import { faultsByField } from '../../api/problem-texts.js';
import type { TotpSecret } from '../../api/types.js';
import { CopyButton } from '../copy-button.js';
import { FormButtons } from '../form-buttons.js';
import { ProblemAlert } from '../notice.js';
import { SubmitButton } from '../submit-button.js';
import { useFaultFocus } from '../use-fault-focus.js';
import { TotpCodeField } from './code-field.js';
import { grouped } from './secret-words.js';

interface TotpPanelProps {
  secret: TotpSecret;
  busy: boolean;
  problem: ApiProblem | undefined;
  onCode: (code: string) => void;
  words: string;
  /** Where there is no other way out of it. */
  onCancel?: () => void;
}

/** Brings a secret into an authenticator app, and its first code back. */
export function TotpPanel({ secret, busy, problem, onCode, words, onCancel }: TotpPanelProps) {
  const [code, setCode] = useState('');
  const form = useFaultFocus(problem);
  const wrong = problem !== undefined && faultsByField(problem)['code'] !== undefined;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form className="form" ref={form} onSubmit={onSubmit}>
      <ol className="totp-steps">
        <li>Open an authenticator app on your phone, or install one.</li>
        <li>
          In the app, add an account and scan this picture.
          <Secret secret={secret} />
        </li>
        <li>Enter the six digits that the app shows then.</li>
      </ol>
      <ProblemAlert problem={wrong ? undefined : problem} />
      <TotpCodeField
        value={code}
        onValue={setCode}
        error={wrong ? 'This is not the code that the app shows now. Take the newest one.' : undefined}
      />
      {onCancel === undefined ? (
        <SubmitButton busy={busy} words={words} busyWords="Checking…" />
      ) : (
        <FormButtons busy={busy} words={words} busyWords="Checking…" onCancel={onCancel} />
      )}
    </form>
  );
}

/** Nobody can scan the screen of the phone in their hand. */
function isPhone(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}

function Secret({ secret }: { secret: TotpSecret }) {
  return (
    <div className="totp-secret">
      <img
        className="qr"
        width="196"
        height="196"
        alt="QR code for the authenticator app"
        src={`data:image/svg+xml,${encodeURIComponent(secret.qrSvg)}`}
      />
      <details className="more-ways" open={isPhone()}>
        <summary>Cannot scan it?</summary>
        <p>
          On this very phone, <a href={secret.otpauthUrl}>open the app</a>. Or type this key into it:
        </p>
        <code className="totp-key">{grouped(secret.secret)}</code>
        <CopyButton text={secret.secret} what="the key" />
      </details>
    </div>
  );
}
