import { ProblemAlert } from './notice.js';
import type { More } from './use-pages.js';

export function MoreButton({ more }: { more: More }) {
  if (!more.there) return null;
  return (
    <div className="more">
      <ProblemAlert problem={more.problem} />
      <button type="button" className="button" aria-disabled={more.busy || undefined} onClick={() => void more.load()}>
        {more.busy ? 'Loading…' : 'Load more'}
      </button>
    </div>
  );
}
