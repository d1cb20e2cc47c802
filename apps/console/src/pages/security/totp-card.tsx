import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { faultsByField } from '../../api/problem-texts.js';
import type { TotpSecret } from '../../api/types.js';
import { TextField } from '../../parts/fields.js';
import { ProblemAlert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { useProof } from '../../parts/use-proof.js';
import { CopyButton } from './copy-button.js';
import { ShownHeading } from './shown-heading.js';

interface TotpCardProps {
  secret: TotpSecret;
  onActivated: (recoveryCodes: string[] | undefined) => void;
  onCancel: () => void;
}

/** An authenticator app is connected by its QR code or key, and counts once it has given a right code. */
export function TotpCard({ secret, onActivated, onCancel }: TotpCardProps) {
  return (
    <section className="card card-fresh">
      <ShownHeading>Connect your authenticator app</ShownHeading>
      <div className="totp">
        {/* As an image, so that nothing in it can act on the page. */}
        <img
          className="totp-picture"
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(secret.qrSvg)}`}
          alt="QR code to scan with your authenticator app"
          width={180}
          height={180}
        />
        <div className="totp-words">
          <p>Scan the picture with an app such as Aegis, Google Authenticator or 1Password.</p>
          <p>
            Is the app on this device? <a href={secret.otpauthUrl}>Open it there</a>, or type this key into it:
          </p>
          <p className="totp-key">
            <code>{secret.secret.match(/.{1,4}/g)?.join(' ')}</code>
            <CopyButton text={secret.secret} what="the key" />
          </p>
        </div>
      </div>
      <CodeForm id={secret.id} onActivated={onActivated} onCancel={onCancel} />
    </section>
  );
}

function CodeForm({ id, onActivated, onCancel }: Omit<TotpCardProps, 'secret'> & { id: string }) {
  const [code, setCode] = useState('');
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(async () => {
      const { recoveryCodes } = await withProof(() => ask('activateTotp', { params: { id }, body: { code } }));
      onActivated(recoveryCodes);
    });
  };
  const fault = problem === undefined ? undefined : faultsByField(problem)['code'];
  return (
    <>
      <form className="form kept-form" onSubmit={onSubmit}>
        <ProblemAlert problem={fault === undefined ? problem : undefined} />
        <TextField
          label="Code that the app shows"
          className="code-input"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={16}
          value={code}
          onValue={setCode}
          error={fault === undefined ? undefined : 'This is not the code that the app shows now. Try the next one.'}
          hint="Six digits, a new code every 30 seconds."
        />
        <div className="wizard-buttons">
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
          <SubmitButton busy={busy} words="Turn it on" busyWords="Checking…" />
        </div>
      </form>
      {dialog}
    </>
  );
}
