import type { ActiveSession } from '../../api/types.js';

const unknown = 'Unknown';

/** "Firefox 141 on Windows 11, Desktop"; what is not known is left out. */
export function deviceText({ browser, os, device }: Pick<ActiveSession, 'browser' | 'os' | 'device'>): string {
  const program = [browser, os].filter((part) => part !== unknown).join(' on ');
  const known = [program, device].filter((part) => part !== '' && part !== unknown);
  return known.length === 0 ? 'Unknown device' : known.join(', ');
}

/** "Hamburg, Germany" as far as it is known. */
export function placeText(location: ActiveSession['location']): string {
  if (location === null) return 'Unknown place';
  return [location.city, location.region, location.country].filter((part) => part !== null).join(', ');
}
