import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { PageHeading } from '../../parts/page-heading.js';
import { ConfirmSignUp } from './confirm-sign-up.js';
import { type SignUpDraft, SignUpForm } from './sign-up-form.js';

/** `/sign-up`, and `/sign-up/:token` of the mail that it sends. */
export function SignUpPage() {
  const { token } = useParams();
  return (
    <GuestFrame>{token === undefined ? <Ask key="ask" /> : <ConfirmSignUp key={token} token={token} />}</GuestFrame>
  );
}

const nothing: SignUpDraft = { accountName: '', firstName: '', lastName: '', email: '', password: '' };

function Ask() {
  const [draft, setDraft] = useState(nothing);
  const [asked, setAsked] = useState(false);
  const onAsked = (sent: SignUpDraft) => {
    setDraft(sent);
    setAsked(true);
  };
  if (asked) return <Asked email={draft.email} onAgain={() => setAsked(false)} />;
  return (
    <>
      <PageHeading title="Open an account" focus={draft !== nothing} />
      <p className="lead">For your company or team. You become its owner and invite everybody else.</p>
      <SignUpForm begin={draft} onAsked={onAsked} />
      <div className="guest-more">
        <p>
          Invited by somebody? Then use the link in your invitation, or <Link to="/invitation">enter its code</Link>
        </p>
        <p>
          Have a sign-in already? <Link to="/sign-in">Sign in</Link>
        </p>
      </div>
    </>
  );
}

/** Says nothing about whether somebody has this address. */
function Asked({ email, onAgain }: { email: string; onAgain: () => void }) {
  return (
    <>
      <PageHeading title="Look into your mailbox" focus />
      <p className="lead">
        A mail is on its way to <strong>{email}</strong>. Open the account with the link in there; until then there is
        none.
      </p>
      <p>Nothing there after a few minutes? Look among the unwanted mails, and whether the address is right.</p>
      <div className="guest-more">
        <p>
          Is it another address?{' '}
          <button type="button" className="link-button" onClick={onAgain}>
            Correct it
          </button>
        </p>
      </div>
    </>
  );
}
