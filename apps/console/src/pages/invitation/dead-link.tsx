import { useState } from 'react';
import { Link } from 'react-router';
import { ask } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { Confirmation, ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { useAction } from '../../parts/use-action.js';

interface DeadLinkProps {
  expired: boolean;
  /** Only who holds a link can ask for a new one. */
  token?: string;
}

/** Says why the door is closed and what opens it again. */
export function DeadLink({ expired, token }: DeadLinkProps) {
  return expired ? <Expired token={token} /> : <Invalid />;
}

function Expired({ token }: { token: string | undefined }) {
  return (
    <>
      <PageHeading title="This invitation has expired" />
      <p className="lead">
        Invitations work for a few days only, so that an old mail cannot open your account. Nothing is lost: you only
        need a new one.
      </p>
      {token === undefined ? <p>Please ask the person who invited you to send it again.</p> : <Renewal token={token} />}
      <MoreWays />
    </>
  );
}

function Invalid() {
  return (
    <>
      <PageHeading title="This link does not work" />
      <p className="lead">
        It was used already, replaced by a newer invitation, taken back by the people who manage the account, or lost
        some letters on its way. Look for the newest invitation mail and use the link in there; without one, ask the
        person who invited you.
      </p>
      <MoreWays />
    </>
  );
}

function MoreWays() {
  return (
    <div className="guest-more">
      <p>
        Has your mail program broken the link? <Link to="/invitation">Enter the code from the mail</Link>
      </p>
      <p>
        Have you joined already? <Link to="/sign-in">Sign in</Link>
      </p>
    </div>
  );
}

function Renewal({ token }: { token: string }) {
  const [asked, setAsked] = useState(false);
  const { busy, problem, run } = useAction();
  const askAgain = () =>
    run(async () => {
      await ask('renewInvitation', { body: { token } });
      setAsked(true);
    });
  if (asked) {
    return (
      <Confirmation>
        The people who manage your account have been told. As soon as one of them sends it, a new invitation will be in
        your mailbox.
      </Confirmation>
    );
  }
  return (
    <div className="form">
      <ProblemAlert problem={problem} />
      <ActionButton
        className="button button-main"
        busy={busy}
        words="Ask for a new invitation"
        busyWords="Asking…"
        onPress={askAgain}
      />
    </div>
  );
}
