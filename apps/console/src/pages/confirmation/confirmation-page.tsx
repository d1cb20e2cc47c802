import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { ask } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { deathOf } from '../../parts/mailed-proof.js';
import { ProblemAlert } from '../../parts/notice.js';
import { PageHeading } from '../../parts/page-heading.js';
import { useAction } from '../../parts/use-action.js';

interface Wording {
  title: string;
  lead: string;
  button: string;
  done: { title: string; lead: string; more: ReactNode };
  /** What to do when the link is dead. */
  again: string;
}

const emailChange: Wording = {
  title: 'Confirm your new address',
  lead: 'From then on you sign in with the address this mail came to. Your password stays the same.',
  button: 'Use this address',
  done: {
    title: 'Your new address is in use',
    lead: 'Sign in with it from now on. The old address got a note about the change.',
    more: <Link to="/">Go to Muster</Link>,
  },
  again: 'Open your profile and ask for the change once more, or ask whoever manages your account to do it.',
};

const autoBcc: Wording = {
  title: 'Agree to get copies',
  lead: 'Somebody wants this address to get a blind copy of each reply they send to customers. The mail says who.',
  button: 'Agree to get copies',
  done: {
    title: 'You will get copies',
    lead: 'Blind copies go to this address from now on. Whoever set this up can end it at any time.',
    more: 'You can close this page.',
  },
  again: 'Ask whoever set up the copies to remove the address from their profile and to enter it once more.',
};

/** `/email-change/:token`: nothing happens until the button is pressed, because mail scanners open links, too. */
export function EmailChangePage() {
  const { token = '' } = useParams();
  const confirm = () => ask('confirmEmailChange', { body: { token } });
  return <Confirming key={token} wording={emailChange} confirm={confirm} />;
}

/** `/auto-bcc/:token` */
export function AutoBccPage() {
  const { token = '' } = useParams();
  const confirm = () => ask('confirmAutoBcc', { body: { token } });
  return <Confirming key={token} wording={autoBcc} confirm={confirm} />;
}

type Outcome = 'done' | 'invalid' | 'expired';

function Confirming({ wording, confirm }: { wording: Wording; confirm: () => Promise<unknown> }) {
  const [outcome, setOutcome] = useState<Outcome>();
  const { busy, problem, run } = useAction();
  const press = () =>
    run(async () => {
      try {
        await confirm();
        setOutcome('done');
      } catch (error) {
        const death = deathOf(error);
        if (death === undefined) throw error;
        setOutcome(death);
      }
    });
  return (
    <GuestFrame>
      {outcome === undefined ? (
        <>
          <PageHeading title={wording.title} />
          <p className="lead">{wording.lead}</p>
          <div className="form">
            <ProblemAlert problem={problem} />
            <ActionButton
              className="button button-main"
              busy={busy}
              words={wording.button}
              busyWords="One moment…"
              onPress={press}
            />
          </div>
          <p className="guest-more">Not expected? Then close this page: without you nothing changes.</p>
        </>
      ) : (
        // Another heading, so that it is focused and read anew.
        <Settled key={outcome} wording={wording} outcome={outcome} />
      )}
    </GuestFrame>
  );
}

function Settled({ wording, outcome }: { wording: Wording; outcome: Outcome }) {
  if (outcome === 'done') {
    return (
      <>
        <PageHeading title={wording.done.title} focus />
        <p className="lead">{wording.done.lead}</p>
        <p className="guest-more">{wording.done.more}</p>
      </>
    );
  }
  const expired = outcome === 'expired';
  return (
    <>
      <PageHeading title={expired ? 'This link has expired' : 'This link does not work'} focus />
      <p className="lead">
        {expired
          ? 'Such links work for a day only, so that an old mail cannot change anything.'
          : 'It was used already, replaced by a newer one, or lost some letters on its way.'}
      </p>
      <p>{wording.again}</p>
      <p className="guest-more">
        Used it already? Then all is done. <Link to="/">Go to Muster</Link>
      </p>
    </>
  );
}
