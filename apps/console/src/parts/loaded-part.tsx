import type { ReactNode } from 'react';
import { Failure } from './notice.js';
import type { Loaded } from './use-load.js';

interface LoadedPartProps<Data> {
  state: Loaded<Data>;
  onRetry: () => void;
  children: (data: Data) => ReactNode;
}

/** A part of a page whose data comes on its own. */
export function LoadedPart<Data>({ state, onRetry, children }: LoadedPartProps<Data>) {
  if (state.phase === 'loading') return <p role="status">Loading…</p>;
  return state.phase === 'failed' ? <Failure problem={state.problem} onRetry={onRetry} /> : children(state.data);
}
