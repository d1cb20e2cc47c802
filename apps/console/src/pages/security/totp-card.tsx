import { ask } from '../../api/client.js';
import type { TotpSecret } from '../../api/types.js';
import { TotpPanel } from '../../parts/second-factor/totp-panel.js';
import { useAction } from '../../parts/use-action.js';
import { useProof } from '../../parts/use-proof.js';
import { ShownHeading } from './shown-heading.js';

interface TotpCardProps {
  secret: TotpSecret;
  onActivated: (recoveryCodes: string[] | undefined) => void;
  onCancel: () => void;
}

/** An authenticator app counts once it has given a right code. */
export function TotpCard({ secret, onActivated, onCancel }: TotpCardProps) {
  const { id } = secret;
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const activate = (code: string) =>
    run(async () => {
      const { recoveryCodes } = await withProof(() => ask('activateTotp', { params: { id }, body: { code } }));
      onActivated(recoveryCodes);
    });
  return (
    <section className="card card-fresh">
      <ShownHeading>Connect your authenticator app</ShownHeading>
      <TotpPanel
        secret={secret}
        busy={busy}
        problem={problem}
        onCode={(code) => void activate(code)}
        words="Turn it on"
        onCancel={onCancel}
      />
      {dialog}
    </section>
  );
}
