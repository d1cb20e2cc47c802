import { NavLink, useLocation } from 'react-router';
import { useSession } from '../../app/session.js';

/** In the order of the menu; the first is the page itself. */
export const sectionWords = {
  '': 'Profile',
  role: 'Role',
  permissions: 'Feature permissions',
  mailboxes: 'Mailbox access',
  teams: 'Teams',
  notifications: 'Notifications',
  'auto-bcc': 'Auto Bcc',
  activity: 'Activity',
} as const;

/** The name of the section that the address shows. */
export function useSectionName(): string | undefined {
  const last = useLocation().pathname.split('/')[3] ?? '';
  return Object.entries(sectionWords).find(([path]) => path === last)?.[1];
}

export function UserSections({ base }: { base: string }) {
  const hasTeams = useSession().access.plan.features.includes('teams');
  const shown = Object.entries(sectionWords).filter(([path]) => hasTeams || path !== 'teams');
  return (
    <nav aria-label="Parts of this page" className="sections">
      {shown.map(([path, words]) => (
        <NavLink key={path} to={path === '' ? base : `${base}/${path}`} end preventScrollReset>
          {words}
        </NavLink>
      ))}
    </nav>
  );
}
