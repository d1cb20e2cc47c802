import type { UserState } from '../api/types.js';
import { stateWords } from './user-words.js';

export function StateBadge({ state }: { state: UserState }) {
  return <span className={`badge badge-${state}`}>{stateWords[state]}</span>;
}
