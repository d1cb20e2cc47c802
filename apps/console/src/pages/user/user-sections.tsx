import { NavLink, useLocation } from 'react-router';
import type { User } from '../../api/types.js';
import { useSession } from '../../app/session.js';
import type { Rights } from './rights.js';

/** In the order of the menu; the first is the page itself. */
export const sectionWords = {
  '': 'Profile',
  role: 'Role',
  permissions: 'Feature permissions',
  mailboxes: 'Mailbox access',
  teams: 'Teams',
  notifications: 'Notifications',
  'auto-bcc': 'Auto Bcc',
  password: 'Password',
  'two-factor': 'Two-factor sign-in',
  sessions: 'Sessions',
  'api-keys': 'API keys',
  activity: 'Activity',
} as const;

/** The name of the section that the address shows. */
export function useSectionName(): string | undefined {
  const last = useLocation().pathname.split('/')[3] ?? '';
  return Object.entries(sectionWords).find(([path]) => path === last)?.[1];
}

/** What is about signing in: the services show it to the person and to those who manage them. */
const guarded: ReadonlySet<string> = new Set(['password', 'two-factor', 'sessions', 'api-keys']);

interface UserSectionsProps {
  base: string;
  user: Pick<User, 'role'>;
  rights: Pick<Rights, 'edit'>;
}

export function UserSections({ base, user, rights }: UserSectionsProps) {
  const hasTeams = useSession().access.plan.features.includes('teams');
  const hidden = (path: string) =>
    (path === 'teams' && !hasTeams) ||
    (guarded.has(path) && !rights.edit) ||
    (path === 'api-keys' && user.role === 'light_user');
  const shown = Object.entries(sectionWords).filter(([path]) => !hidden(path));
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
