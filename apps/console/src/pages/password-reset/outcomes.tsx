import { Link } from 'react-router';
import { PageHeading } from '../../parts/page-heading.js';
import { AskForm } from './ask-form.js';

interface SentProps {
  email: string;
  onCode: () => void;
  onAgain: () => void;
}

/** Says nothing about whether somebody has this address. */
export function Sent({ email, onCode, onAgain }: SentProps) {
  return (
    <>
      <PageHeading title="Look into your mailbox" focus />
      <p className="lead">
        If somebody signs in here with <strong>{email}</strong>, a mail is on its way to them. Its link opens the page
        for a new password.
      </p>
      <p>Nothing there after a few minutes? Look among the unwanted mails, and whether the address is right.</p>
      <div className="guest-more">
        <p>
          The link does not open?{' '}
          <button type="button" className="link-button" onClick={onCode}>
            Enter the code from the mail
          </button>
        </p>
        <p>
          <button type="button" className="link-button" onClick={onAgain}>
            Send it again, or to another address
          </button>
        </p>
      </div>
    </>
  );
}

export function Done() {
  return (
    <>
      <PageHeading title="Your new password is set" focus />
      <p className="lead">You are signed out everywhere. Sign in with the new password.</p>
      <Link className="button button-main" to="/sign-in">
        Go to the sign-in
      </Link>
    </>
  );
}

interface DeadResetProps {
  expired: boolean;
  onAsked: (email: string) => void;
}

/** Says why the link is dead, and sends another one. */
export function DeadReset({ expired, onAsked }: DeadResetProps) {
  return (
    <>
      <PageHeading title={expired ? 'This link has expired' : 'This link does not work'} focus />
      <p className="lead">
        {expired
          ? 'Links for a new password live for a short time only, so that an old mail cannot be misused.'
          : 'It was used already, replaced by a newer one, or lost some letters on its way.'}{' '}
        Have a new mail sent:
      </p>
      <AskForm onAsked={onAsked} />
      <div className="guest-more">
        <p>
          Chosen a new password already? <Link to="/sign-in">Sign in</Link>
        </p>
      </div>
    </>
  );
}
