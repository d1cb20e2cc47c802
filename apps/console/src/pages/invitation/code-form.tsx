import { Link } from 'react-router';
import { ask } from '../../api/client.js';
import { ApiProblem } from '../../api/api-problem.js';
import type { InvitationView } from '../../api/types.js';
import { CodeForm } from '../../parts/code-form.js';
import type { Proof } from '../../parts/mailed-proof.js';

interface InvitationCodeFormProps {
  onFound: (found: { invitation: InvitationView; proof: Proof }) => void;
  onExpired: (problem: ApiProblem) => void;
}

export function InvitationCodeForm({ onFound, onExpired }: InvitationCodeFormProps) {
  const lookUp = async (proof: Proof) => {
    try {
      onFound({ invitation: await ask('lookupInvitation', { body: proof }), proof });
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'link_expired') throw error;
      onExpired(error);
    }
  };
  return (
    <CodeForm
      lead="The invitation mail ends with a short code. It works like the link does."
      noMatch="Address and code do not belong to an open invitation. Use the newest mail."
      lookUp={lookUp}
    >
      <p>
        Joined already? <Link to="/sign-in">Sign in</Link>
      </p>
    </CodeForm>
  );
}
