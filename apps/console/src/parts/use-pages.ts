import { type DependencyList, useCallback, useState } from 'react';
import { useAction } from './use-action.js';
import { useLoad } from './use-load.js';

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

interface Further<Item> extends Page<Item> {
  /** The first page that these follow; they go when it is read anew. */
  after: Page<Item>;
}

/** A list that grows page by page at its end, and starts over when a dependency changes. */
export function usePages<Item>(
  read: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Item>>,
  dependencies: DependencyList,
) {
  const { state, reload, retry } = useLoad((signal) => read(undefined, signal), dependencies);
  const [further, setFurther] = useState<Further<Item>>();
  const { busy, problem, run } = useAction();
  const first = state.phase === 'ready' ? state.data : undefined;
  const grown = further?.after === first ? further : undefined;
  const nextCursor = (grown ?? first)?.nextCursor ?? null;
  const load = () =>
    run(async () => {
      if (first === undefined || nextCursor === null) return;
      const page = await read(nextCursor);
      setFurther((before) => {
        const known = before?.after === first ? before.items : [];
        return { items: [...known, ...page.items], nextCursor: page.nextCursor, after: first };
      });
    });
  const startOver = useCallback(() => {
    setFurther(undefined);
    retry();
  }, [retry]);
  const items = first === undefined ? [] : [...first.items, ...(grown?.items ?? [])];
  return { state, items, reload, retry: startOver, more: { busy, problem, load, there: nextCursor !== null } };
}

export type More = ReturnType<typeof usePages>['more'];
