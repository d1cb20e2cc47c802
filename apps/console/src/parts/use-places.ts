import { allPlaces } from '../api/places.js';
import { useSession } from '../app/session.js';
import { useLoad } from './use-load.js';

/** Teams and mailboxes of the account, as far as the plan has them and the person may see them. */
export function usePlaces() {
  const hasTeams = useSession().access.plan.features.includes('teams');
  return useLoad((signal) => allPlaces(hasTeams, signal), [hasTeams]);
}
