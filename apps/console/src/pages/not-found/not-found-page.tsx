import { Link } from 'react-router';
import { GuestFrame } from '../../app/guest-frame.js';
import { PageHeading } from '../../parts/page-heading.js';

function Words() {
  return (
    <>
      <PageHeading title="Page not found" />
      <p className="lead">There is nothing at this address. It may have been mistyped, or the page has moved.</p>
      <Link className="button button-main" to="/">
        Go to the start page
      </Link>
    </>
  );
}

/** For people who are signed in. */
export function NotFoundPage() {
  return (
    <div className="page page-narrow">
      <Words />
    </div>
  );
}

/** For anybody. */
export function LostPage() {
  return (
    <GuestFrame>
      <Words />
    </GuestFrame>
  );
}
