import { type SubmitEvent, useState } from 'react';
import { Link } from 'react-router';
import { ask } from '../../api/client.js';
import { ApiProblem } from '../../api/api-problem.js';
import type { InvitationView } from '../../api/types.js';
import { problemText } from '../../api/problem-texts.js';
import { TextField } from '../../parts/fields.js';
import { Alert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { type Proof, tidyCode } from './proof.js';

interface CodeFormProps {
  onFound: (found: { invitation: InvitationView; proof: Proof }) => void;
  onExpired: (problem: ApiProblem) => void;
}

/** Never says which of the two was wrong. */
function refusalText(problem: ApiProblem): string {
  const noMatch = problem.code === 'link_invalid' || problem.code === 'invalid_request';
  return noMatch ? 'Address and code do not belong to an open invitation. Use the newest mail.' : problemText(problem);
}

export function CodeForm({ onFound, onExpired }: CodeFormProps) {
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  const { busy, problem, run } = useAction();
  const lookUp = () =>
    run(async () => {
      const proof = { email, code: code.replaceAll('-', '') };
      try {
        onFound({ invitation: await ask('lookupInvitation', { body: proof }), proof });
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'link_expired') throw error;
        onExpired(error);
      }
    });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void lookUp();
  };
  return (
    <>
      <PageHeading title="Enter your code" />
      <p className="lead">The invitation mail ends with a short code. It works like the link does.</p>
      <form className="form" onSubmit={onSubmit}>
        {problem === undefined ? null : <Alert>{refusalText(problem)}</Alert>}
        <TextField label="Email" type="email" autoComplete="email" value={email} onValue={setEmail} maxLength={254} />
        <TextField
          label="Code"
          className="code-input"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          value={code}
          onValue={(typed) => setCode(tidyCode(typed))}
          hint="Eight letters and digits, for example K7QX-2M9P"
        />
        <SubmitButton busy={busy} words="Continue" busyWords="Looking it up…" />
      </form>
      <p className="guest-more">
        Joined already? <Link to="/sign-in">Sign in</Link>
      </p>
    </>
  );
}
