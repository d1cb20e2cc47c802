import { createContext, useContext } from 'react';
import type { Access, Me, PermissionName } from '../api/types.js';

/** Who is signed in and what they may do. Shows and hides things; the services decide. */
export interface Session {
  me: Me;
  access: Access;
  /** Reads both afresh, after a change of oneself. */
  refresh: () => void;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** Only below the session gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession needs a SessionGate above it');
  return session;
}

export function useMay(permission: PermissionName): boolean {
  return useSession().access.permissions.includes(permission);
}
