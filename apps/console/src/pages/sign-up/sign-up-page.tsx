import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { PageHeading } from '../../parts/page-heading.js';
import { ConfirmSignUp } from './confirm-sign-up.js';
import { SignUpForm } from './sign-up-form.js';

/** `/sign-up`, and `/sign-up/:token` of the mail that it sends. */
export function SignUpPage() {
  const { token } = useParams();
  return (
    <GuestFrame>{token === undefined ? <Ask key="ask" /> : <ConfirmSignUp key={token} token={token} />}</GuestFrame>
  );
}

function Ask() {
  const [asked, setAsked] = useState<string>();
  if (asked !== undefined) return <Asked email={asked} />;
  return (
    <>
      <PageHeading title="Open an account" />
      <p className="lead">For your company or team. You become its owner and invite everybody else.</p>
      <SignUpForm onAsked={setAsked} />
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
function Asked({ email }: { email: string }) {
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
          Another address?{' '}
          <Link to="/sign-up" reloadDocument>
            Start again
          </Link>
        </p>
      </div>
    </>
  );
}
