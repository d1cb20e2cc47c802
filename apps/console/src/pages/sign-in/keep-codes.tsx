import { ApiProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import { PageHeading } from '../../parts/page-heading.js';
import { RecoveryCodeList } from '../../parts/second-factor/recovery-code-list.js';
import { useAction } from '../../parts/use-action.js';

interface KeepCodesProps {
  codes: readonly string[];
  email: string;
  onDone: () => Promise<void> | void;
}

async function acknowledge(): Promise<void> {
  try {
    await ask('acknowledgeRecoveryCodes');
  } catch (error) {
    // Acknowledged already: only the answer was lost.
    if (!(error instanceof ApiProblem) || error.code !== 'conflict') throw error;
  }
}

/** They are signed in already; what is left is to keep the codes. */
export function KeepCodes({ codes, email, onDone }: KeepCodesProps) {
  const { busy, problem, run } = useAction();
  const onKept = () =>
    run(async () => {
      await acknowledge();
      await onDone();
    });
  return (
    <>
      <PageHeading title="Keep your recovery codes" focus />
      <p className="lead">
        They let you in when your phone or passkey is lost. Each works once, and nobody can show them to you again.
      </p>
      <RecoveryCodeList
        codes={codes}
        email={email}
        busy={busy}
        problem={problem}
        onKept={() => void onKept()}
        words="Done, let me in"
      />
    </>
  );
}
