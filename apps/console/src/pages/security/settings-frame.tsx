import { NavLink, Outlet, useLocation } from 'react-router';
import { useMay } from '../../app/session.js';
import { PageHeading } from '../../parts/page-heading.js';

const parts = [
  ['/settings/security', 'Security'],
  ['/settings/api-tokens', 'API tokens'],
] as const;

/** Settings of the account, for those who may change them. The parts are routes below it. */
export function SettingsFrame() {
  const may = useMay('account.settings');
  const { pathname } = useLocation();
  const part = parts.find(([path]) => path === pathname)?.[1];
  if (!may) {
    return (
      <div className="page page-narrow">
        <PageHeading title="Settings" />
        <p className="lead">Only those who may change the account’s settings can see them.</p>
      </div>
    );
  }
  return (
    <div className="page page-person">
      <PageHeading title={part === undefined ? 'Settings' : `${part}, settings`}>Settings</PageHeading>
      <div className="person-page">
        <nav aria-label="Settings" className="sections">
          {parts.map(([path, words]) => (
            <NavLink key={path} to={path} preventScrollReset>
              {words}
            </NavLink>
          ))}
        </nav>
        <div className="person-main">
          <Outlet />
        </div>
      </div>
    </div>
  );
}
