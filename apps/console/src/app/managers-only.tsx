import { Link, Outlet } from 'react-router';
import { PageHeading } from '../parts/page-heading.js';
import { useMay } from './session.js';

export function ManagersOnly() {
  if (useMay('users.manage')) return <Outlet />;
  return (
    <div className="page page-narrow">
      <PageHeading title="Only for managers" />
      <p className="lead">
        The account owner and administrators manage users. If you need to do this too, ask one of them to change your
        role.
      </p>
      <Link className="button" to="/welcome">
        Go to your start page
      </Link>
    </div>
  );
}
