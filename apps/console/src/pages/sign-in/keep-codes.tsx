import { PageHeading } from '../../parts/page-heading.js';
import { RecoveryCodeList } from '../../parts/second-factor/recovery-code-list.js';

interface KeepCodesProps {
  codes: readonly string[];
  email: string;
  onDone: () => Promise<void> | void;
}

/** They are signed in already; what is left is to keep the codes. */
export function KeepCodes({ codes, email, onDone }: KeepCodesProps) {
  return (
    <>
      <PageHeading title="Keep your recovery codes" focus />
      <p className="lead">
        They let you in when your phone or passkey is lost. Each works once, and nobody can show them to you again.
      </p>
      <RecoveryCodeList codes={codes} email={email} onKept={onDone} words="Done, let me in" />
    </>
  );
}
