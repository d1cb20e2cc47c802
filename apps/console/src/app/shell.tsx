import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { Mark } from '../parts/icons.js';
import { AccountMenu } from './account-menu.js';
import { useMay, useSession } from './session.js';

/** Header, navigation and the main landmark around every page of a signed-in person. */
export function Shell({ children }: { children: ReactNode }) {
  const { me } = useSession();
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="bar">
        <div className="bar-inner">
          <Link to="/" className="brand">
            <Mark />
            <span className="brand-word">Muster</span>
          </Link>
          <Navigation />
          <span className="bar-account">{me.account.name}</span>
          <AccountMenu me={me} />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Navigation() {
  const mayManage = useMay('users.manage');
  const maySettle = useMay('account.settings');
  return (
    <nav aria-label="Main" className="bar-nav">
      {mayManage ? <NavLink to="/users">Users</NavLink> : null}
      {maySettle ? <NavLink to="/audit-log">Audit log</NavLink> : null}
      {maySettle ? <NavLink to="/settings">Settings</NavLink> : null}
      <NavLink to="/welcome">Start</NavLink>
    </nav>
  );
}
