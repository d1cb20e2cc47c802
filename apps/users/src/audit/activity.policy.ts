import { can, type Deciding } from '../policy/user.policy.js';
import { forManagersAlone } from './audit-fields.js';
import type { SelectedEntry } from './audit-log.query.js';

type Viewer = Pick<Deciding, 'id' | 'permissions'>;

function maySeePersonal(viewer: Viewer, entry: SelectedEntry): boolean {
  const ofSomebodyElse = entry.target_kind === 'user' && entry.target_id !== viewer.id;
  return !ofSomebodyElse || can(viewer, 'users.manage');
}

function withoutFieldsForManagers(entry: SelectedEntry): SelectedEntry['personal_change'] {
  const fields = Object.entries(entry.personal_change ?? {});
  return Object.fromEntries(fields.filter(([field]) => !forManagersAlone(entry.action, field)));
}

/**
 * What of an entry an activity shows. Of what others did to oneself: neither what is for managers alone, nor where they
 * did it from. Who manages nobody any more sees of what they did to others that it was done, not the profiles.
 */
export function activityShownTo(viewer: Viewer, entry: SelectedEntry): SelectedEntry {
  if (!maySeePersonal(viewer, entry)) return { ...entry, personal_change: null };
  if (entry.target_kind !== 'user' || entry.target_id !== viewer.id || entry.actor_id === viewer.id) return entry;
  const change = { ...entry, personal_change: withoutFieldsForManagers(entry) };
  // Nobody was signed in where no actor stands: the person may know from where it was tried.
  return entry.actor_id === null ? change : { ...change, ip: null, user_agent: null };
}
