import { useOutletContext } from 'react-router';
import type { User } from '../../api/types.js';
import type { Rights } from './rights.js';

/** What every section of somebody's page gets. */
export interface UserContext {
  user: User;
  etag: string | undefined;
  rights: Rights;
  reload: () => void;
  /** Says what was done, and reads the person afresh. */
  told: (words: string) => void;
}

export function useUserContext(): UserContext {
  return useOutletContext<UserContext>();
}
