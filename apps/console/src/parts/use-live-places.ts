import { useGathered } from './use-gathered.js';
import { useLive } from './use-live.js';

/** Reads shown teams and mailboxes again when somebody else changes them. */
export function useLivePlaces(refresh: () => void): void {
  const onPlace = useGathered(refresh);
  useLive({ onPlace: () => onPlace('places'), onGap: refresh });
}
