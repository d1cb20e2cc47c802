import { useState } from 'react';
import { Link } from 'react-router';
import { ApiProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import type { PasswordResetView } from '../../api/types.js';
import { CodeForm } from '../../parts/code-form.js';
import type { Proof } from '../../parts/mailed-proof.js';
import { PageHeading } from '../../parts/page-heading.js';
import { AskForm } from './ask-form.js';
import { ChooseForm } from './choose-form.js';
import { DeadReset, Done, Sent } from './outcomes.js';

/** Where somebody is on the way to a new password. */
export type Stage =
  | { at: 'ask'; email?: string }
  | { at: 'sent'; email: string }
  | { at: 'code'; email: string }
  | { at: 'choose'; reset: PasswordResetView; proof: Proof }
  | { at: 'dead'; expired: boolean }
  | { at: 'done' };

interface StageProps<At extends Stage['at']> {
  stage: Extract<Stage, { at: At }>;
  go: (stage: Stage) => void;
}

export function Reset({ begin }: { begin: Stage }) {
  const [stage, go] = useState(begin);
  if (stage.at === 'ask') return <Ask stage={stage} go={go} />;
  if (stage.at === 'sent') {
    const { email } = stage;
    return <Sent email={email} onCode={() => go({ at: 'code', email })} onAgain={() => go({ at: 'ask', email })} />;
  }
  if (stage.at === 'code') return <ByCode stage={stage} go={go} />;
  if (stage.at === 'choose') {
    const onDead = ({ code }: ApiProblem) => go({ at: 'dead', expired: code === 'link_expired' });
    return <ChooseForm {...stage} onDone={() => go({ at: 'done' })} onDead={onDead} />;
  }
  if (stage.at === 'dead') {
    return <DeadReset expired={stage.expired} onAsked={(email) => go({ at: 'sent', email })} />;
  }
  return <Done />;
}

function Ask({ stage, go }: StageProps<'ask'>) {
  const { email } = stage;
  return (
    <>
      <PageHeading title="A new password" focus={email !== undefined} />
      <p className="lead">Enter the address you sign in with. You get a mail with a link to choose a new password.</p>
      <AskForm {...(email === undefined ? {} : { email })} onAsked={(asked) => go({ at: 'sent', email: asked })} />
      <div className="guest-more">
        <p>
          Have a mail whose link does not open?{' '}
          <button type="button" className="link-button" onClick={() => go({ at: 'code', email: email ?? '' })}>
            Enter the code from the mail
          </button>
        </p>
        <p>
          Remembered it? <Link to="/sign-in">Sign in</Link>
        </p>
      </div>
    </>
  );
}

function ByCode({ stage: { email }, go }: StageProps<'code'>) {
  const lookUp = async (proof: Proof) => {
    try {
      go({ at: 'choose', reset: await ask('lookupPasswordReset', { body: proof }), proof });
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'link_expired') throw error;
      go({ at: 'dead', expired: true });
    }
  };
  return (
    <CodeForm
      lead="The mail about your password ends with a short code. It works like the link does."
      noMatch="Address and code do not belong together, or the code was used or tried too often. Use the newest mail."
      email={email}
      lookUp={lookUp}
      focus
    >
      <p>
        No mail with a code?{' '}
        <button type="button" className="link-button" onClick={() => go({ at: 'ask', email })}>
          Have one sent
        </button>
      </p>
    </CodeForm>
  );
}
