import { allPlaces } from '../api/places.js';
import { useSession } from '../app/session.js';
import { useLivePlaces } from './use-live-places.js';
import { useLoad } from './use-load.js';

/** Teams and mailboxes of the account as they are now, as far as the plan has them and the person may see them. */
export function usePlaces() {
  const hasTeams = useSession().access.plan.features.includes('teams');
  const loaded = useLoad((signal) => allPlaces(hasTeams, signal), [hasTeams]);
  useLivePlaces(loaded.refresh);
  return loaded;
}
