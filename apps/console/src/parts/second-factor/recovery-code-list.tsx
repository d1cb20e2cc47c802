import { type SubmitEvent, useEffect, useMemo, useState } from 'react';
import { ApiProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import { CheckBox } from '../check-box.js';
import { CopyButton } from '../copy-button.js';
import { Alert, ProblemAlert } from '../notice.js';
import { SubmitButton } from '../submit-button.js';
import { useAction } from '../use-action.js';
import { recoveryCodeFile } from './secret-words.js';

interface RecoveryCodeListProps {
  codes: readonly string[];
  /** Whose codes they are. */
  email: string;
  /** They have kept them, and the codes count. */
  onKept: () => Promise<void> | void;
  words: string;
}

async function acknowledge(): Promise<void> {
  try {
    await ask('acknowledgeRecoveryCodes');
  } catch (error) {
    // Acknowledged already: only the answer was lost.
    if (!(error instanceof ApiProblem) || error.code !== 'conflict') throw error;
  }
}

/** The codes, shown this once. They count when the person says that they have kept them. */
export function RecoveryCodeList({ codes, email, onKept, words }: RecoveryCodeListProps) {
  const [kept, setKept] = useState(false);
  const [reminded, setReminded] = useState(false);
  const { busy, problem, run } = useAction();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setReminded(!kept);
    if (!kept) return;
    void run(async () => {
      await acknowledge();
      await onKept();
    });
  };
  return (
    <form className="form" onSubmit={onSubmit}>
      <ul className="recovery-codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="button-row">
        <CopyButton text={codes.join('\n')} what="the recovery codes" />
        <Download codes={codes} email={email} />
      </div>
      <CheckBox
        label="I have kept these codes"
        detail="In a password manager or on paper, where only you find them."
        checked={kept}
        invalid={reminded && !kept}
        onChange={setKept}
      />
      {reminded && !kept ? (
        <Alert>Keep the codes first, and tick that you have: they are not shown again.</Alert>
      ) : null}
      <ProblemAlert problem={problem} />
      <SubmitButton busy={busy} words={words} busyWords="One moment…" />
    </form>
  );
}

function Download({ codes, email }: { codes: readonly string[]; email: string }) {
  const url = useFile(useMemo(() => recoveryCodeFile(codes, { site: window.location.host, email }), [codes, email]));
  return (
    <a className="button button-small" href={url} download="muster-recovery-codes.txt">
      Download
      <span className="unseen"> the recovery codes</span>
    </a>
  );
}

/** The address of a file that exists only in this page. */
function useFile(content: string): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([content], { type: 'text/plain;charset=utf-8' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  return url;
}
