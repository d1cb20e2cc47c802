import { type ReactNode, type SubmitEvent, useState } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { problemText } from '../api/problem-texts.js';
import { TextField } from './fields.js';
import { tidyCode } from './mailed-proof.js';
import { Alert } from './notice.js';
import { PageHeading } from './page-heading.js';
import { SubmitButton } from './submit-button.js';
import { useAction } from './use-action.js';

interface CodeFormProps {
  lead: string;
  /** Never says which of the two was wrong. */
  noMatch: string;
  email?: string;
  lookUp: (proof: { email: string; code: string }) => Promise<void>;
  /** For headings that replace another one on the same page. */
  focus?: boolean;
  children: ReactNode;
}

function isNoMatch({ code }: ApiProblem): boolean {
  return code === 'link_invalid' || code === 'invalid_request';
}

/** The short code of a mail, for when its link was mangled. */
export function CodeForm({ lead, noMatch, email: known = '', lookUp, focus = false, children }: CodeFormProps) {
  const [email, setEmail] = useState(known);
  const [code, setCode] = useState('');
  const { busy, problem, run } = useAction();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(() => lookUp({ email, code: code.replaceAll('-', '') }));
  };
  return (
    <>
      <PageHeading title="Enter your code" focus={focus} />
      <p className="lead">{lead}</p>
      <form className="form" onSubmit={onSubmit}>
        {problem === undefined ? null : <Alert>{isNoMatch(problem) ? noMatch : problemText(problem)}</Alert>}
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
      <div className="guest-more">{children}</div>
    </>
  );
}
