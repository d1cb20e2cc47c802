import { type SubmitEvent, useState } from 'react';
import { ask } from '../../api/client.js';
import { CheckBox } from '../../parts/check-box.js';
import { ProblemAlert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { CopyButton } from './copy-button.js';
import { ShownHeading } from './shown-heading.js';

interface RecoveryCodesCardProps {
  codes: readonly string[];
  /** For the file, so that it can be told from others. */
  email: string;
  onKept: () => void;
}

function fileOf(codes: readonly string[], email: string): string {
  const text = [`Muster recovery codes of ${email}`, 'Each works once.', '', ...codes, ''].join('\r\n');
  return `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
}

/** New recovery codes, shown this once. They count from the moment that their person says they are kept. */
export function RecoveryCodesCard({ codes, email, onKept }: RecoveryCodesCardProps) {
  return (
    <section className="card card-fresh">
      <ShownHeading>Keep your recovery codes</ShownHeading>
      <p className="card-lead">
        Without your phone or passkey, one of these lets you in, once each. They are shown only now, and work only after
        you confirm below that you have kept them.
      </p>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="card-buttons">
        <CopyButton text={codes.join('\n')} what="the recovery codes" />
        <a className="button button-small" download="muster-recovery-codes.txt" href={fileOf(codes, email)}>
          Download
          <span className="unseen"> the recovery codes</span>
        </a>
      </div>
      <KeptForm onKept={onKept} />
    </section>
  );
}

function KeptForm({ onKept }: { onKept: () => void }) {
  const [kept, setKept] = useState(false);
  const [refused, setRefused] = useState(false);
  const { busy, problem, run } = useAction();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setRefused(!kept);
    if (!kept) return;
    void run(async () => {
      await ask('acknowledgeRecoveryCodes');
      onKept();
    });
  };
  return (
    <form className="form kept-form" onSubmit={onSubmit}>
      <ProblemAlert problem={problem} />
      <CheckBox
        label="I have kept these codes where I find them without this device"
        checked={kept}
        invalid={refused && !kept}
        onChange={setKept}
      />
      {refused && !kept ? (
        <p className="field-error" role="alert">
          Tick this once you have kept them. Until then they do not work.
        </p>
      ) : null}
      <div className="save-row">
        <SubmitButton busy={busy} words="Done" busyWords="Saving…" />
      </div>
    </form>
  );
}
