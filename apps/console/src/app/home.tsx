import { Navigate } from 'react-router';
import { useMay } from './session.js';

/** Managers start with the people, everybody else with what is theirs. */
export function Home() {
  return <Navigate to={useMay('users.manage') ? '/users' : '/welcome'} replace />;
}
