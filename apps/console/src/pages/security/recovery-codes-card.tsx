import { RecoveryCodeList } from '../../parts/second-factor/recovery-code-list.js';
import { ShownHeading } from './shown-heading.js';

interface RecoveryCodesCardProps {
  codes: readonly string[];
  email: string;
  onKept: () => void;
}

export function RecoveryCodesCard({ codes, email, onKept }: RecoveryCodesCardProps) {
  return (
    <section className="card card-fresh">
      <ShownHeading>Keep your recovery codes</ShownHeading>
      <p className="card-lead">
        Without your phone or passkey, one of these lets you in, once each. They are shown only now, and work only after
        you confirm below that you have kept them.
      </p>
      <RecoveryCodeList codes={codes} email={email} onKept={onKept} words="Done" />
    </section>
  );
}
